// A client whose types openapi-typescript reads from the document: it compiles strictly, what the
// document does not tell does not compile, and the compiled flow runs against the server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Server, root } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = join(here, "node_modules");

function run(script, ...options) {
  const { status, stdout, stderr } =
    spawnSync(process.execPath, [join(packages, script), ...options],
              { cwd: directory, encoding: "utf8" });
  return { status, said: stdout + stderr };
}

// In the folder of the packages, so that the compiled client finds them.
const directory = mkdtempSync(join(packages, ".typescript-"));
after(() => rmSync(directory, { recursive: true, force: true }));

function compile(...options) {
  return run("typescript/bin/tsc", "-p", directory, ...options);
}

before(() => {
  cpSync(join(here, "typescript"), directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), '{"type": "module"}');
  const generated = run("openapi-typescript/bin/cli.js", join(root, "docs/openapi.json"),
                        "-o", join(directory, "ledger.d.ts"), "--default-non-nullable=false");
  assert.equal(generated.status, 0, generated.said);
  const compiled = compile();
  assert.equal(compiled.status, 0, compiled.said);
});

describe("The generated TypeScript client", () => {
  it("takes a license from its registration to a seat in use", async () => {
    const { mainFlow } = await import(pathToFileURL(join(directory, "main_flow.js")).href);
    const server = await Server.start();
    try {
      const { whyBlocked, remedies, seat, view } =
        await mainFlow(server.url, server.token, "1801000001");
      assert.deepEqual(whyBlocked, ["12500 SEK of INV-1801000001 is still to be paid"]);
      assert.equal(remedies.length, 1);
      assert.match(remedies[0], /^Pay .*INV-1801000001\.$/);
      assert.equal(seat.user, "anna.berg");
      assert.equal(view.status, "new_license_activated");
      assert.equal(view.pending, null);
      assert.equal(view.current.number, 1);
      assert.equal(view.current.mode, "automatic");
      assert.deepEqual(view.current.modules.map((row) => [row.module, row.in_use, row.total]),
                       [["ten-sales", 1, 5]]);
    } finally {
      await server.stop();
    }
  });

  it("may be used again after a failure, for the same events and keys change nothing", async () => {
    const { mainFlow } = await import(pathToFileURL(join(directory, "main_flow.js")).href);
    const server = await Server.start();
    try {
      const { view } = await mainFlow(server.url, server.token, "1801000001");
      await assert.rejects(mainFlow(server.url, server.token, "1801000001"), /was not blocked/);
      assert.equal((await server.call("/v1/licenses/1801000001")).position, view.position);
    } finally {
      await server.stop();
    }
  });

  it("does not compile where it is not as the document tells", () => {
    const right = readFileSync(join(directory, "main_flow.ts"), "utf8");
    const spoiled = [
      ['mode: "manual", cust_id', 'mode: "by hand", cust_id', /TS2322: .*"by hand"/],
      ["data: { company_name }", "data: { company: company_name }", /TS2\d+: .*/],
      ["reason.to_remove", "reason.to_remov", /TS2551: .*'to_remov'/],
      ['case "excess"', 'case "too_many"', /TS2678: .*"too_many"/],
      ['"/v1/licenses/{serial}/seats"', '"/v1/licenses/{serial}/chairs"', /TS2345: .*chairs/],
      ['"activation_blocked"', '"activation_refused"', /TS2367: .*"activation_refused"/],
    ];
    const files = spoiled.map(([from, to], index) => {
      assert.equal(right.split(from).length, 2, `${from} is not there once`);
      const name = `spoiled_${index}.ts`;
      writeFileSync(join(directory, name), right.replace(from, to));
      return name;
    });
    const { status, said } = compile("--noEmit");
    assert.notEqual(status, 0);
    spoiled.forEach(([, to, complaint], index) => {
      const complaints = said.split("\n").filter((line) => line.startsWith(files[index]));
      assert.ok(complaints.some((line) => complaint.test(line)), `${to}: ${complaints.join("\n")}`);
    });
    assert.ok(!said.includes("main_flow.ts"), said);
  });
});
