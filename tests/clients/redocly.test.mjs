// Redocly's linter reports nothing about the document, by the rules in redocly.yaml.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { root } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const document = join(root, "docs/openapi.json");

function lint(file) {
  const run = spawnSync(
    process.execPath,
    [join(here, "node_modules/@redocly/cli/bin/cli.js"), "lint", file, "--format=json",
     `--config=${join(here, "redocly.yaml")}`],
    { encoding: "utf8", cwd: here, env: {
      ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } });
  assert.ok(run.stdout.startsWith("{"), run.stderr);
  const { totals, problems } = JSON.parse(run.stdout);
  const said = problems.map(({ ruleId, message, location }) =>
    `${ruleId} at ${location[0]?.pointer}: ${message}`);
  return { code: run.status, totals, said };
}

describe("Redocly's linter", () => {
  it("reports neither errors nor warnings for docs/openapi.json", () => {
    const { code, totals, said } = lint(document);
    assert.deepEqual(said, []);
    assert.deepEqual({ ...totals }, { errors: 0, warnings: 0, ignored: 0 });
    assert.equal(code, 0);
  });

  it("does detect an error in a document", () => {
    const directory = mkdtempSync(join(tmpdir(), "ledger-clients-"));
    try {
      const wrong = JSON.parse(readFileSync(document, "utf8"));
      delete wrong.paths["/v1/events"].post.operationId;
      const file = join(directory, "openapi.json");
      writeFileSync(file, JSON.stringify(wrong));
      const { code, said } = lint(file);
      assert.equal(said.length, 1, said.join("\n"));
      assert.match(said[0], /^operation-operationId at /);
      assert.notEqual(code, 0);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
