import { clock } from "@/lib/clock";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { healthOf, noteHealth } from "./connection-health";
import { forgetConnections, type LiveConnection } from "./connections";

/** Whose credentials a connection's are: known, or why a request can't be sent yet (rows 3a and 3b). */
export type AccountVerdict =
  | { kind: "known"; accountId: string; mode: string }
  | { kind: "unknown"; code: "processor_unavailable" | "processor_misconfigured"; detail: string };

/** A first start against a processor that is away is asked about once a second, not once a request. */
const ASKED_EVERY_MS = 1_000;
const asked = new Map<string, { at: number; verdict: Promise<AccountVerdict> }>();

/** Attempts are pinned to an account and a mode: before the first one the processor is asked whose credentials these are. */
export async function learnAccount(connection: LiveConnection): Promise<AccountVerdict> {
  const { row } = connection;
  if (row.accountId !== null && row.mode !== null) return { kind: "known", accountId: row.accountId, mode: row.mode };
  const last = asked.get(row.id);
  if (last && clock.monotonicMs() - last.at < ASKED_EVERY_MS) return last.verdict;
  const verdict = ask(connection);
  asked.set(row.id, { at: clock.monotonicMs(), verdict });
  return verdict;
}

async function ask(connection: LiveConnection): Promise<AccountVerdict> {
  const { row, processor, open } = connection;
  const answer = await processor.readAccount(open, env().LATCHKEY_PROCESSOR_TIMEOUT_MS);
  if (answer.kind === "inconclusive") {
    const code = answer.credentialsRefused ? "processor_misconfigured" : "processor_unavailable";
    await noteHealth(connection, answer.credentialsRefused ? "refused" : healthOf(answer.httpStatus));
    return { kind: "unknown", code, detail: answer.detail };
  }
  await prisma().connection.updateMany({
    where: { merchantId: row.merchantId, id: row.id, accountId: null },
    data: { accountId: answer.accountId, mode: answer.mode, credentialsRefusedAt: null, lastAnsweredAt: clock.now() },
  });
  asked.delete(row.id);
  forgetConnections();
  return { kind: "known", accountId: answer.accountId, mode: answer.mode };
}
