// The server under test: its process, its tokens, its clock.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = process.env.LEDGER_BINARY ?? join(root, "build/release/bin/license-ledger");

export const noon = "2026-03-01T12:00:00Z";

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** One data directory and one server on it, on a free port of 127.0.0.1. */
export class Server {
  /**
   * Resolves when the server answers. It runs on a test clock set to `now`, or on the machine's
   * clock with `now: null`; `options` are passed to `serve`, `environment` to its process.
   */
  static async start({ now = noon, options = [], environment = {} } = {}) {
    const server = new Server();
    server.directory = mkdtempSync(join(tmpdir(), "ledger-clients-"));
    server.data = join(server.directory, "data");
    try {
      await server.restart({ now, options, environment });
    } catch (error) {
      rmSync(server.directory, { recursive: true, force: true });
      throw error;
    }
    return server;
  }

  /** Restarts on the same data, after `end()`. */
  async restart({ now = noon, options = [], environment = {} } = {}) {
    const clock = now === null ? [] : ["--test-clock", now];
    for (let attempt = 0; attempt < 3; ++attempt) {
      const port = await freePort();
      this.url = `http://127.0.0.1:${port}`;
      const log = openSync(join(this.directory, "server.log"), "a");
      this.process = spawn(
        binary,
        ["serve", "--data", this.data, "--listen", `127.0.0.1:${port}`, ...clock, ...options],
        { stdio: ["ignore", log, log], env: { ...process.env, ...environment } });
      closeSync(log);
      this.ended = new Promise((resolve) => {
        this.process.once("exit", (code, signal) => resolve(code ?? signal));
        this.process.once("error", (error) => resolve(error.message));
      });
      if (await this.#isReady()) return;
      this.process.kill("SIGKILL");
      await this.ended;
    }
    throw new Error(`the server did not start: ${this.log().slice(-2000)}`);
  }

  /** Whether this server answers: another one on the port does not know its token. */
  async #isReady() {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline && this.process.exitCode === null) {
      try {
        this.token = readFileSync(join(this.data, "operator.token"), "utf8").trim();
        if ((await this.fetch("/metrics")).status === 200) return true;
      } catch {
        // not yet
      }
      await sleep(20);
    }
    return false;
  }

  /** A new token with this role; for an admin, with these serial numbers. */
  tokenFor(role, ...serials) {
    const bound = serials.flatMap((serial) => ["--serial", serial]);
    const made = execFileSync(
      binary,
      ["token", "create", "--data", this.data, "--role", role, "--name", `${role} of a test`,
       "--json", ...bound],
      { encoding: "utf8" });
    return JSON.parse(made).token;
  }

  /** fetch() of a path of this server, as the operator unless `headers` override it. */
  fetch(path, { headers = {}, ...more } = {}) {
    return fetch(this.url + path,
                 { ...more, headers: { Authorization: `Bearer ${this.token}`, ...headers } });
  }

  /** The response of a path, as JSON; fails unless it is 2xx. A body is posted as JSON. */
  async call(path, body, { method = body === undefined ? "GET" : "POST", headers = {} } = {}) {
    const sent = body === undefined ? {} : { "Content-Type": "application/json" };
    const answer = await this.fetch(path, {
      method, headers: { ...sent, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  moveClock(now) {
    return this.call("/v1/test-clock", { now }, { method: "PUT" });
  }

  log() {
    return readFileSync(join(this.directory, "server.log"), "utf8");
  }

  /** Sends SIGTERM; resolves with the exit code, which is 0 after a clean stop. */
  async end() {
    if (this.process.exitCode === null) this.process.kill("SIGTERM");
    const late = sleep(30_000, "still running after 30 s", { ref: false });
    const code = await Promise.race([this.ended, late]);
    if (this.process.exitCode === null) this.process.kill("SIGKILL");
    return code;
  }

  /** Stops the server and removes its data; fails if it did not exit with 0. */
  async stop() {
    const code = await this.end();
    const log = this.log();
    rmSync(this.directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code}: ${log.slice(-2000)}`);
  }
}
