// The CloudEvents SDK posts in its three modes, and reads the feed as its own events.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { CloudEvent, HTTP, Mode, emitterFor } from "cloudevents";

import { Server } from "./server.mjs";

let server;
before(async () => { server = await Server.start(); });
after(() => server.stop());

/** Sends a message of the SDK to the ledger; the transport function of its emitter. */
async function post({ headers, body }) {
  const answer = await server.fetch("/v1/events", { method: "POST", headers, body });
  return { status: answer.status, body: await answer.json() };
}

function registered(subject, attributes = {}) {
  return new CloudEvent({
    type: "license.registered.v1", source: "/erp", subject,
    data: { company_name: "Nordvik AB" }, ...attributes });
}

async function feed(query) {
  const answer = await server.fetch(`/v1/events?${new URLSearchParams(query)}`);
  assert.equal(answer.status, 200);
  const { data } = await answer.json();
  return data.map((event) => HTTP.toEvent({
    headers: { "content-type": "application/cloudevents+json" }, body: JSON.stringify(event) }));
}

describe("The CloudEvents SDK", () => {
  it("posts one event in structured mode, and a repetition is a duplicate", async () => {
    const emit = emitterFor(post, { mode: Mode.STRUCTURED });
    const event = registered("1801000001");
    const first = await emit(event);
    assert.equal(first.status, 201);
    assert.equal(first.body.status, "appended");
    assert.deepEqual(await emit(event),
                     { status: 200, body: { status: "duplicate", position: first.body.position } });
  });

  it("posts one event in binary mode, which is the same event", async () => {
    const event = registered("1801000002", { time: "2026-02-01T10:00:00.000Z" });
    const first = await post(HTTP.binary(event));
    assert.equal(first.status, 201);
    assert.equal((await post(HTTP.structured(event))).body.status, "duplicate");
    const [kept] = await feed({ subject: "1801000002" });
    assert.equal(kept.id, event.id);
    assert.equal(Date.parse(kept.time), Date.parse("2026-02-01T10:00:00Z"));
    assert.equal(kept.data.company_name, "Nordvik AB");
  });

  it("posts a batch, and gets a result per event in order", async () => {
    const events = ["1801000003", "1801000004"].map((subject) => registered(subject));
    const message = {
      headers: { "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify([...events, events[0]]) };
    assert.deepEqual(HTTP.toEvent(message).map((event) => event.id),
                     [events[0].id, events[1].id, events[0].id]);
    const { status, body } = await post(message);
    assert.equal(status, 200);
    assert.deepEqual(body.map((result) => [result.id, result.status]), [
      [events[0].id, "appended"], [events[1].id, "appended"], [events[0].id, "duplicate"]]);
  });

  it("reads the feed, with the position as an extension", async () => {
    const event = registered("1801000005");
    const { body } = await post(HTTP.structured(event));
    const [read] = await feed({ subject: "1801000005", type: "license.registered.v1" });
    assert.equal(read.id, event.id);
    assert.equal(read.source, "/erp");
    assert.equal(read.position, body.position);
    assert.ok(Date.parse(read.recordedtime));
  });

  it("accepts feed events, apart from two names that CloudEvents does not allow", async () => {
    await post(HTTP.structured(registered("1801000007")));
    const answer = await server.fetch("/v1/events?subject=1801000007");
    const [{ effective_at, recorded_at, ...event }] = (await answer.json()).data;
    assert.equal(effective_at, event.time);
    assert.equal(recorded_at, event.recordedtime);
    assert.ok(new CloudEvent(event).validate());
  });

  it("gets the errors of an invalid event", async () => {
    const message = HTTP.structured(registered("1801000006", { data: { company: "Nordvik AB" } }));
    const { status, body } = await post(message);
    assert.equal(status, 422);
    assert.deepEqual(body.errors.map((error) => error.pointer).sort(),
                     ["/data/company", "/data/company_name"]);
  });
});
