// The Standard Webhooks library verifies what the ledger sends. It supports only HMAC: Ed25519 is
// verified with Node.js's own functions.
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";

import { Webhook, WebhookVerificationError } from "standardwebhooks";

import { Server } from "./server.mjs";

let server;
before(async () => {
  server = await Server.start({ options: [
    "--webhook-allow-network", "127.0.0.1", "--webhook-allow-http=true",
    "--webhook-retries", "0,0.2,0.2,0.2"] });
});
after(() => server.stop());

/** Receives messages; answers the first one with 500. */
class Receiver {
  constructor() {
    this.received = [];
    this.waiting = [];
  }

  static async start() {
    const receiver = new Receiver();
    receiver.server = createServer((request, answer) => {
      const pieces = [];
      request.on("data", (piece) => pieces.push(piece));
      request.on("end", () => {
        const first = receiver.received.length === 0;
        receiver.received.push({ headers: request.headers, raw: Buffer.concat(pieces).toString() });
        answer.writeHead(first ? 500 : 204).end();
        receiver.waiting.splice(0).forEach((wake) => wake());
      });
    });
    await new Promise((resolve) => receiver.server.listen(0, "127.0.0.1", resolve));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}/hooks`;
    return receiver;
  }

  async waitFor(count) {
    const late = setTimeout(() => this.waiting.splice(0).forEach((wake) => wake()), 15_000);
    while (this.received.length < count) {
      await new Promise((wake) => this.waiting.push(wake));
      assert.ok(this.received.length > 0, "nothing arrived");
    }
    clearTimeout(late);
    return this.received;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

async function register(serial) {
  await server.call("/v1/events", {
    specversion: "1.0", source: "/erp", id: `registered-${serial}`, subject: serial,
    type: "license.registered.v1", data: { company_name: "Nordvik AB — Åre" } },
  { headers: { "Content-Type": "application/cloudevents+json" } });
}

/** Two attempts of one message, from a webhook created with `asked`. */
async function twoAttempts(serial, asked) {
  const receiver = await Receiver.start();
  try {
    const hook = await server.call("/v1/webhooks", {
      url: receiver.url, types: ["license.registered.v1"], serial_numbers: [serial], ...asked });
    await register(serial);
    const received = await receiver.waitFor(2);
    return { hook, received };
  } finally {
    await receiver.stop();
  }
}

describe("The Standard Webhooks library", () => {
  it("verifies every attempt, all with the same id", async () => {
    const { hook, received } = await twoAttempts("1801000001", {});
    const verifier = new Webhook(hook.secret);
    const messages = received.map(({ raw, headers }) => verifier.verify(raw, headers));
    assert.equal(messages[0].type, "license.registered.v1");
    assert.equal(messages[0].data.data.company_name, "Nordvik AB — Åre");
    assert.deepEqual(messages[0], messages[1]);
    assert.equal(received[0].headers["webhook-id"], received[1].headers["webhook-id"]);
  });

  it("verifies with the old and with the new secret during a rotation", async () => {
    const receiver = await Receiver.start();
    try {
      const hook = await server.call("/v1/webhooks", {
        url: receiver.url, types: ["license.registered.v1"], serial_numbers: ["1801000002"] });
      const { secret } = await server.call(`/v1/webhooks/${hook.id}/secret`, {});
      await register("1801000002");
      const [{ raw, headers }] = await receiver.waitFor(1);
      for (const each of [hook.secret, secret]) {
        assert.equal(new Webhook(each).verify(raw, headers).type, "license.registered.v1");
      }
    } finally {
      await receiver.stop();
    }
  });

  it("rejects altered messages and another secret", async () => {
    const { hook, received: [{ raw, headers }] } = await twoAttempts("1801000003", {});
    const verifier = new Webhook(hook.secret);
    const later = String(Number(headers["webhook-timestamp"]) + 1);
    for (const [body, changed] of [
      [raw.replace("Nordvik", "Sydvik"), {}], [raw, { "webhook-id": "msg_1" }],
      [raw, { "webhook-timestamp": later }]]) {
      assert.throws(() => verifier.verify(body, { ...headers, ...changed }),
                    WebhookVerificationError);
    }
    const other = new Webhook(`whsec_${Buffer.alloc(32, "k").toString("base64")}`);
    assert.throws(() => other.verify(raw, headers), WebhookVerificationError);
  });

  it("is not needed to verify Ed25519 with the public key", async () => {
    const { hook, received } = await twoAttempts("1801000004", { signing: "ed25519" });
    const bytes = Buffer.from(hook.public_key.replace(/^whpk_/, ""), "base64");
    const key = createPublicKey({
      format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") } });
    for (const { raw, headers } of received) {
      const [version, signature] = headers["webhook-signature"].split(",");
      assert.equal(version, "v1a");
      const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`;
      const given = Buffer.from(signature, "base64");
      assert.ok(verify(null, Buffer.from(signed + raw), key, given));
      assert.ok(!verify(null, Buffer.from(`${signed}${raw} `), key, given));
    }
  });
});
