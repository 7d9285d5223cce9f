// Takes a license from its registration to a seat in use, with a client whose types are generated
// from the server's own document:
//
//   npx openapi-typescript http://127.0.0.1:8080/openapi.json \
//     -o ledger.d.ts --default-non-nullable=false
//
// Anything not in the document, such as a misspelled member or a reason that does not exist, does
// not compile.
import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./ledger.js";

type Schemas = components["schemas"];
type Event = Schemas["Event"];
type BlockingReason = Schemas["BlockingReason"];
type Problem = { code: string; detail: string };

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** The data of a response, or Refused. */
function dataOf<Data>({ data, error }: { data?: Data; error?: Problem }): Data {
  if (data === undefined) throw new Refused(error ?? { code: "empty", detail: "It is empty." });
  return data;
}

export function connect(url: string, token: string): Client<paths> {
  return createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });
}

/** Posts one event. A repetition is a duplicate and changes nothing, so it may be retried. */
async function post(ledger: Client<paths>, event: Event): Promise<void> {
  dataOf(await ledger.POST("/v1/events", {
    headers: { "Content-Type": "application/cloudevents+json" },
    body: event,
  }));
}

/** A reason as text: each code has its own numbers, all of which are also in `message`. */
export function textOf(reason: BlockingReason): string {
  switch (reason.code) {
    case "unpaid":
      return reason.open === null || reason.currency === null
        ? `invoice ${reason.invoice_id} is not known yet`
        : `${reason.open / 100} ${reason.currency} of ${reason.invoice_id} is still to be paid`;
    case "excess":
      return `${reason.to_remove} seats of ${reason.module} must be removed`;
    default:
      return reason.message;
  }
}

export interface FlowResult {
  whyBlocked: string[];
  remedies: string[];
  seat: Schemas["SeatGiven"];
  view: Schemas["License"];
}

export async function mainFlow(url: string, token: string, serial: string): Promise<FlowResult> {
  const ledger = connect(url, token);
  const cust_id = `Cust${serial}`;
  const company_name = "Nordvik AB";
  const about = { specversion: "1.0", source: "/shop", subject: serial } as const;

  // Reported by billing: a license, its invoice, and the purchase that waits for it.
  await post(ledger, {
    ...about, id: `${serial}-registered`, type: "license.registered.v1", data: { company_name } });
  await post(ledger, {
    ...about, id: `${serial}-invoice`, type: "invoice.issued.v1",
    data: {
      invoice_id: `INV-${serial}`, amount: 1_250_000, currency: "SEK", due_on: "2099-01-31" } });
  await post(ledger, {
    ...about, id: `${serial}-order`, type: "purchase.recorded.v1",
    data: {
      order_id: `SO-${serial}`, invoice_ids: [`INV-${serial}`],
      lines: [{ line_id: "1", module: "ten-sales", quantity: 5, until: "2099-01-01" }] } });

  // The installation of the license.
  dataOf(await ledger.POST("/v1/installations", {
    params: { header: { "Idempotency-Key": `bind-${cust_id}` } },
    body: {
      cust_id, serial_number: serial, company_name,
      kind: "production", deployment: "online", version: "11.5" } }));

  // The invoice is not paid: refused, with every reason.
  const attempt = await ledger.POST("/v1/licenses/{serial}/activations", {
    params: { path: { serial } }, body: { mode: "manual", cust_id } });
  if (attempt.error?.code !== "activation_blocked") throw new Error("it was not blocked");
  const { reasons } = attempt.error;

  // It is paid, and nothing blocks the license any more: it is activated automatically.
  await post(ledger, {
    ...about, id: `${serial}-paid`, type: "payment.received.v1",
    data: {
      payment_id: `PAY-${serial}`, invoice_id: `INV-${serial}`, amount: 1_250_000,
      currency: "SEK" } });

  const seat = dataOf(await ledger.POST("/v1/licenses/{serial}/seats", {
    params: { path: { serial } },
    body: { user: "anna.berg", module: "ten-sales", user_type: "associate" } }));
  const view = dataOf(await ledger.GET("/v1/licenses/{serial}", { params: { path: { serial } } }));

  return {
    whyBlocked: reasons.map(textOf),
    remedies: reasons.flatMap((reason) => reason.remedies.map((remedy) => remedy.text)),
    seat,
    view,
  };
}
