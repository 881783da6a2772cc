import { clock } from "@/lib/clock";
import { pool } from "@/lib/db/pool";
import { transaction } from "@/lib/db/transaction";
import { insertPayments, settleTables } from "./many-payments.sql";

/** One statement: long enough that its start costs nothing, short enough to show progress and to undo on Ctrl-C. */
const CHUNK = 25_000;
/** PostgreSQL runs one statement on one core; two sessions use the smallest machine this is meant for. */
const SESSIONS = 2;
/** The payments are spread over a season. */
const SPAN_MS = 90 * 24 * 3_600 * 1_000;

export type Wanted = { merchantId: string; connectionId: string; count: number; onProgress: (done: number) => void };

/** Gives a merchant so many payments of the last 90 days, as a shop has them, in minutes for millions. */
export async function seedManyPayments({ merchantId, connectionId, count, onProgress }: Wanted): Promise<void> {
  const startsAt = new Date(clock.now().getTime() - SPAN_MS);
  let next = 0;
  let done = 0;
  const session = async () => {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + CHUNK);
      const span = { merchantId, connectionId, from, to: next, startsAt, stepMs: SPAN_MS / count };
      const inserted = await transaction(async (client) => {
        // A power cut may take the last moments of made-up payments.
        await client.query("SET LOCAL synchronous_commit = off");
        return insertPayments(span, client);
      });
      done += inserted;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: SESSIONS }, session));
  await settleTables(pool());
}
