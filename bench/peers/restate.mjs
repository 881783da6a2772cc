/**
 * The same payment as a durable handler of Restate: its ingress keeps the idempotency key, which is the claim; then two
 * steps, the charge and the row. `restate.mjs PORT DATABASE_URL PROCESSOR_URL`
 */
import * as restate from "@restatedev/restate-sdk";
import pg from "pg";
import { charge } from "./charge.mjs";

const [port, connectionString, processorUrl] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 12 });
await pool.query("CREATE TABLE IF NOT EXISTS paid (key text PRIMARY KEY, status text, reference text, body jsonb, at timestamptz)");

const store = (key, intent, body) => pool.query({
  name: "store", text: "INSERT INTO paid VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING", values: [key, intent.status, intent.id, body],
});

const payments = restate.service({
  name: "payments",
  handlers: {
    pay: async (context, body) => {
      const key = context.rand.uuidv4();
      const intent = await context.run("charge", () => charge(processorUrl, key, body.amount, body.currency, body.paymentMethod));
      await context.run("store", async () => void (await store(key, intent, body)));
      return { ...body, status: intent.status, processorReference: intent.id };
    },
  },
});

await restate.serve({ services: [payments], port: Number(port) });
process.send?.({ ready: true });
process.once("disconnect", () => process.exit());
