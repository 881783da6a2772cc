import { type Actor, requirePermission } from "@/lib/access/permissions";
import { clock } from "@/lib/clock";
import { DECLINED_CARD, GOOD_CARD, REFUSED_CARD, type TryAnswer, type TryRequest } from "@/lib/contract/console/try-it";
import { merchantByName } from "@/lib/payments/merchants-of-actor";
import { requireSimulator } from "@/lib/payments/try-it/require-simulator";
import { FAULT_METADATA } from "@/lib/simulator/faults";
import { postPayment } from "./create-payment";
import { asProblem, problemAnswer } from "./problem-answer";

const PATH = "/api/v1/payments";

/**
 * Sends what the merchant's own code would send, through the same handler as every request to the public API; only the
 * API key is left out, because an operator with this right stands in for it.
 */
export async function sendTry({ actor, wanted, requestId }: { actor: Actor; wanted: TryRequest; requestId: string }): Promise<TryAnswer> {
  requirePermission(actor, "try_it.send");
  const merchant = await merchantByName(actor, wanted.merchant);
  requirePermission(actor, "try_it.send", merchant.id);
  await requireSimulator(merchant.id);
  const startedMs = clock.monotonicMs();
  const url = new URL(PATH, "http://try-it.invalid");
  const request = new Request(url, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": wanted.key }, body: bodyOf(wanted) });
  const { id, name, policy, answer: mode, uniqueReference, resultRetentionS, stuckAfterMs } = merchant;
  const context = { id, name, policy, answer: mode, uniqueReference, resultRetentionS, stuckAfterMs };
  const answer = await postPayment({ request, url, requestId, caught: "", merchant: context })
    .catch((error: unknown) => problemAnswer(asProblem(error, requestId), PATH, requestId));
  const { code } = JSON.parse(answer.body ?? "{}") as { code?: unknown };
  return {
    status: answer.status, code: typeof code === "string" ? code : null, replayed: answer.headers["Idempotent-Replayed"] === "true",
    tookMs: Math.round(clock.monotonicMs() - startedMs),
  };
}

/** Equal wishes make equal bytes, so that "the same again" is a duplicate and nothing else. */
function bodyOf({ amount, currency, fault }: TryRequest): string {
  const refused = fault === REFUSED_CARD;
  const metadata = fault === null || refused ? undefined : { [FAULT_METADATA]: fault };
  return JSON.stringify({ amount, currency, paymentMethod: refused ? DECLINED_CARD : GOOD_CARD, metadata });
}
