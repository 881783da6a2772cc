import { parseArgs } from "node:util";
import { withDatabase } from "@/lib/cli/with-database";
import { prisma } from "@/lib/db/prisma";
import { seedManyPayments } from "@/prisma/scenarios/many-payments";

const USAGE = "Usage: npm run seed -- [--merchant demo] [--payments 2000000]\nFills a merchant of a running Latchkey (or of DATABASE_URL) with payments of the last 90 days.";
/** What the speed of the lists is measured with. */
const PAYMENTS_DEFAULT = 2_000_000;
const PAYMENTS_MAX = 20_000_000;

async function seed(name: string, count: number): Promise<void> {
  const merchant = await prisma().merchant.findUnique({ where: { name }, select: { id: true } });
  const connection = merchant && (await prisma().connection.findFirst({ where: { merchantId: merchant.id, status: "active" }, select: { id: true } }));
  if (!merchant || !connection) throw new Error(`There is no merchant "${name}" with a processor connection.`);
  const startedMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedMs) / 1_000);
  await seedManyPayments({
    merchantId: merchant.id, connectionId: connection.id, count,
    onProgress: (done) => process.stderr.write(`\r${done.toLocaleString("en")} of ${count.toLocaleString("en")} payments, ${seconds()} s `),
  });
  console.error(`\nDone in ${seconds()} s.`);
}

const { values } = parseArgs({ options: { merchant: { type: "string", default: "demo" }, payments: { type: "string", default: String(PAYMENTS_DEFAULT) } } });
const count = Number(values.payments);
if (!Number.isInteger(count) || count < 1 || count > PAYMENTS_MAX) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  await withDatabase(() => seed(values.merchant, count));
}
