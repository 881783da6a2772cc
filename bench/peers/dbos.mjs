/**
 * The same payment as a durable workflow of DBOS: the workflow's id is the idempotency key, so starting it is the claim;
 * then two steps, the charge and the row. `dbos.mjs PORT SYSTEM_DATABASE_URL DATABASE_URL PROCESSOR_URL`
 */
import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import { charge, listen } from "./charge.mjs";

const [port, systemDatabaseUrl, connectionString, processorUrl] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 12 });
await pool.query("CREATE TABLE IF NOT EXISTS paid (key text PRIMARY KEY, status text, reference text, body jsonb, at timestamptz)");

const store = (key, intent, body) => pool.query({
  name: "store", text: "INSERT INTO paid VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING", values: [key, intent.status, intent.id, body],
});

const pay = DBOS.registerWorkflow(async (key, body) => {
  const intent = await DBOS.runStep(() => charge(processorUrl, key, body.amount, body.currency, body.paymentMethod), { name: "charge" });
  await DBOS.runStep(async () => void (await store(key, intent, body)), { name: "store" });
  return { ...body, status: intent.status, processorReference: intent.id, idempotencyKey: key };
}, { name: "pay" });

DBOS.setConfig({ name: "bench", systemDatabaseUrl, logLevel: "error", runAdminServer: false });
await DBOS.launch();
listen(Number(port), async (key, body) => (await DBOS.startWorkflow(pay, { workflowID: key })(key, body)).getResult());
