// Stripe's own library signs, and the ledger accepts what Stripe would post: events in the shape of
// the API before and after 2025-03-31.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import Stripe from "stripe";

import { noon, Server } from "./server.mjs";

const stripe = new Stripe("sk_test_of_nobody");
const secret = "whsec_of_the_clients_test";
const rotated = "whsec_of_tomorrow";
const now = Date.parse(noon) / 1000;

const config = `
secrets = ["${rotated}", "${secret}"]
mode = "any"

[prices]
price_sales = { module = "ten-sales" }
`;

let server;
let directory;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), "ledger-stripe-"));
  const file = join(directory, "stripe.toml");
  writeFileSync(file, config);
  server = await Server.start({ options: ["--stripe-config", file] });
});
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

/** Posts as Stripe does: the signed bytes, without a token. */
async function post(payload, header) {
  const answer = await fetch(`${server.url}/v1/ingest/stripe`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": header },
    body: payload });
  return { status: answer.status, body: await answer.json() };
}

function sign(payload, { by = secret, at = now } = {}) {
  return stripe.webhooks.generateTestHeaderString({ payload, secret: by, timestamp: at });
}

async function deliver(event, options) {
  const payload = JSON.stringify(event, null, 2);
  const header = sign(payload, options);
  // The ledger gets only what the library itself accepts as genuine.
  const verified = stripe.webhooks.constructEvent(payload, header, options?.by ?? secret, 1e12);
  assert.equal(verified.id, event.id);
  return post(payload, header);
}

async function register(serial) {
  const answer = await server.fetch("/v1/events", {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify({
      specversion: "1.0", id: `registration-${serial}`, source: "/erp", subject: serial,
      type: "license.registered.v1", data: { company_name: "Nordvik AB" } }) });
  assert.equal(answer.status, 201);
}

async function license(serial) {
  const answer = await server.fetch(`/v1/licenses/${serial}`);
  assert.equal(answer.status, 200);
  return answer.json();
}

let count = 0;
function event(type, object, { api_version, created = now - 100 + count } = {}) {
  return {
    id: `evt_${String(++count).padStart(24, "0")}`, object: "event", api_version, created,
    data: { object }, livemode: false, pending_webhooks: 1,
    request: { id: null, idempotency_key: null }, type };
}

const older = { api_version: "2024-06-20" };
const newer = { api_version: "2026-02-25.clover" };
const issued = now - 3600;

/** An invoice of a subscription in either version of the API. */
function invoice(shape, serial, id, more = {}) {
  const common = {
    id, object: "invoice", amount_due: 120000, amount_paid: 0, amount_remaining: 120000,
    billing_reason: "subscription_create", collection_method: "send_invoice", created: issued - 60,
    currency: "sek", customer: "cus_R1", customer_email: "ap@nordvik.example",
    due_date: issued + 30 * 86400, effective_at: issued, livemode: false, metadata: {},
    number: "NORDVIK-0001", status: "open", total: 120000, subtotal: 120000,
    pre_payment_credit_notes_amount: 0, post_payment_credit_notes_amount: 0,
    status_transitions: {
      finalized_at: issued, marked_uncollectible_at: null, paid_at: null, voided_at: null } };
  const line = {
    id: `il_of_${id}`, object: "line_item", amount: 120000, currency: "sek", quantity: 10,
    metadata: { serial_number: serial }, period: { start: issued, end: issued + 365 * 86400 } };
  const of = { metadata: { serial_number: serial }, subscription: `sub_of_${serial}` };
  if (shape === older) {
    return {
      ...common, charge: null, payment_intent: `pi_of_${id}`, paid: false, paid_out_of_band: false,
      subscription: of.subscription, subscription_details: { metadata: of.metadata },
      lines: { object: "list", has_more: false, url: "/v1/invoices/lines", data: [{
        ...line, type: "subscription", subscription: of.subscription,
        price: { id: "price_sales", object: "price", product: "prod_1" } }] },
      ...more };
  }
  return {
    ...common, amount_overpaid: 0,
    parent: { type: "subscription_details", quote_details: null, subscription_details: of },
    lines: { object: "list", has_more: false, url: "/v1/invoices/lines", data: [{
      ...line,
      parent: { type: "subscription_item_details", invoice_item_details: null,
                subscription_item_details: {
                  subscription: of.subscription, subscription_item: "si_1", proration: false } },
      pricing: { type: "price_details",
                 price_details: { price: "price_sales", product: "prod_1" } } }] },
    ...more };
}

function subscription(shape, serial, invoiceId, more = {}) {
  const end = issued + 365 * 86400;
  const item = {
    id: `si_of_${serial}`, object: "subscription_item", quantity: 10, metadata: {},
    price: { id: "price_sales", object: "price", product: "prod_1", type: "recurring" },
    subscription: `sub_of_${serial}` };
  return {
    id: `sub_of_${serial}`, object: "subscription", status: "active", customer: "cus_R1",
    collection_method: "send_invoice", created: issued - 60, currency: "sek",
    latest_invoice: invoiceId, livemode: false, metadata: { serial_number: serial },
    items: { object: "list", has_more: false, url: "/v1/subscription_items", data: [
      shape === older ? item : { ...item, current_period_start: issued, current_period_end: end }] },
    ...(shape === older ? { current_period_start: issued, current_period_end: end } : {}),
    ...more };
}

function refund(intent, amount, more = {}) {
  return {
    id: `re_${++count}`, object: "refund", amount, charge: `ch_of_${intent}`, created: now - 300,
    currency: "sek", metadata: {}, payment_intent: intent, reason: null, status: "succeeded",
    ...more };
}

describe("Stripe's library", () => {
  it("signs a subscription, its invoice and its payment in the shape since 2025-03-31", async () => {
    const serial = "1801000101";
    await register(serial);
    const bill = invoice(newer, serial, "in_new");
    const payment = {
      id: "inpay_1", object: "invoice_payment", amount_paid: 50000, amount_requested: 50000,
      created: now - 900, currency: "sek", invoice: bill.id, is_default: true, livemode: false,
      payment: { type: "payment_intent", payment_intent: "pi_new" }, status: "paid",
      status_transitions: { canceled_at: null, paid_at: now - 800 } };
    const story = [
      event("customer.subscription.created", subscription(newer, serial, bill.id), newer),
      event("invoice.finalized", bill, newer),
      event("invoice_payment.paid", payment, newer)];
    // In reverse: the order is not guaranteed.
    for (const each of story.toReversed?.() ?? [...story].reverse()) {
      const { status, body } = await deliver(each);
      assert.equal(status, 200);
      assert.ok(["appended", "kept"].includes(body.status), JSON.stringify(body));
    }
    const view = await license(serial);
    assert.deepEqual(view.invoices.map(({ invoice_id, amount, open }) => [invoice_id, amount, open]),
                     [["in_new", 120000, 70000]]);
    assert.equal(view.pending.changes[0].new_total, 10);
    assert.deepEqual(view.blocking_reasons.filter(({ code }) => code === "unpaid")
      .map(({ invoice_id, open }) => [invoice_id, open]), [["in_new", 70000]]);
    for (const each of story) {
      assert.equal((await deliver(each)).body.status, "duplicate");
    }
  });

  it("signs the same in the older shape, where the invoice names its payment", async () => {
    const serial = "1801000102";
    await register(serial);
    const bill = invoice(older, serial, "in_old");
    const paid = { ...bill, status: "paid", paid: true, amount_paid: 120000, amount_remaining: 0,
                   charge: "ch_of_pi_of_in_old",
                   status_transitions: { ...bill.status_transitions, paid_at: now - 700 } };
    const events = [
      event("invoice.payment_failed", bill, older),
      event("customer.subscription.updated", subscription(older, serial, bill.id), older),
      event("invoice.paid", paid, older),
      event("charge.refunded", {
        id: "ch_of_pi_of_in_old", object: "charge", amount: 120000, amount_refunded: 20000,
        currency: "sek", invoice: bill.id, payment_intent: "pi_of_in_old", metadata: {},
        refunds: { object: "list", has_more: false, data: [refund("pi_of_in_old", 20000)] } },
        older)];
    for (const each of events) assert.equal((await deliver(each)).body.status, "appended");
    const view = await license(serial);
    assert.deepEqual(view.invoices.map(({ open }) => open), [20000]);
  });

  it("signs a dispute, a credit note and a void, and amounts without a minor unit", async () => {
    const serial = "1801000103";
    await register(serial);
    const inIceland = invoice(newer, serial, "in_isk", { currency: "isk", amount_due: 500000 });
    assert.equal((await deliver(event("invoice.finalized", inIceland, newer))).body.status,
                 "appended");
    const bill = invoice(newer, serial, "in_void");
    await deliver(event("invoice.finalized", bill, newer));
    const note = {
      id: "cn_1", object: "credit_note", amount: 20000, created: now - 500, currency: "sek",
      customer: "cus_R1", effective_at: now - 500, invoice: bill.id, metadata: {},
      number: "CN-1", status: "issued", type: "pre_payment", voided_at: null };
    assert.equal((await deliver(event("credit_note.created", note, newer))).body.status,
                 "appended");
    let opened = Object.fromEntries(
      (await license(serial)).invoices.map(({ invoice_id, open }) => [invoice_id, open]));
    assert.deepEqual(opened, { in_isk: 5000, in_void: 100000 });
    const voided = { ...bill, status: "void", amount_due: 100000,
                     pre_payment_credit_notes_amount: 20000,
                     status_transitions: { ...bill.status_transitions, voided_at: now - 400 } };
    assert.equal((await deliver(event("invoice.voided", voided, newer))).body.status, "appended");
    const dispute = {
      id: "dp_1", object: "dispute", amount: 1000, charge: "ch_unknown", created: now - 300,
      currency: "sek", metadata: {}, payment_intent: "pi_unknown", reason: "general",
      status: "needs_response" };
    const kept = await deliver(event("charge.dispute.created", dispute, newer));
    assert.equal(kept.status, 200);
    assert.equal(kept.body.reason.code, "payment_unknown");
    opened = Object.fromEntries(
      (await license(serial)).invoices.map(({ invoice_id, open }) => [invoice_id, open]));
    assert.deepEqual(opened, { in_isk: 5000, in_void: 0 });
  });

  it("signs with either secret while one is rotated", async () => {
    const created = event("customer.created", { id: "cus_1", object: "customer" }, newer);
    for (const by of [secret, rotated]) {
      assert.deepEqual(await deliver(created, { by }),
                       { status: 200, body: { id: created.id, status: "ignored", positions: [] } });
    }
    const payload = JSON.stringify(created);
    const both = `${sign(payload, { by: "whsec_of_another" })},${sign(payload).split(",")[1]}`;
    assert.equal((await post(payload, both)).status, 200);
  });

  it("is refused with another secret, another body, another time, and without a signature",
     async () => {
       const payload = JSON.stringify(event("customer.created", { id: "cus_1" }, newer));
       const refused = [
         [payload, sign(payload, { by: "whsec_of_another" }), "signature_invalid"],
         [`${payload} `, sign(payload), "signature_invalid"],
         [payload, "", "signature_invalid"],
         [payload, "t=1,v1=abc", "signature_invalid"],
         [payload, sign(payload, { at: now - 301 }), "signature_stale"],
         [payload, sign(payload, { at: now + 301 }), "signature_stale"]];
       for (const [body, header, code] of refused) {
         const answer = await post(body, header);
         assert.deepEqual([answer.status, answer.body.code], [400, code]);
       }
     });

  it("leaves unmapped events in the inbox, where they are settled or dismissed", async () => {
    const early = event("invoice.finalized", invoice(newer, "1801000199", "in_early"), newer);
    const { body } = await deliver(early);
    assert.deepEqual([body.status, body.reason.code], ["kept", "license_not_found"]);
    await register("1801000199");
    const retried = await server.fetch(`/v1/inbox/${early.id}/retry`, { method: "POST" });
    const item = await retried.json();
    assert.equal(item.status, "settled");
    assert.deepEqual(item.event, JSON.parse(JSON.stringify(early)));
    const lost = event("refund.created", refund("pi_of_a_shop", 100), newer);
    assert.equal((await deliver(lost)).body.reason.code, "payment_unknown");
    const dismissed = await server.fetch(`/v1/inbox/${lost.id}/dismissal`, {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ reason: "Of the shop, not of a license." }) });
    assert.equal((await dismissed.json()).status, "dismissed");
    const open = await (await server.fetch("/v1/inbox?status=open")).json();
    assert.ok(!open.data.some(({ id }) => [early.id, lost.id].includes(id)));
  });
});
