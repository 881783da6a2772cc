import { activeConnection } from "@/lib/attempts/connections";
import { startLease } from "@/lib/attempts/dispatch-attempt";
import { learnAccount } from "@/lib/attempts/learn-account";
import { reachPoint } from "@/lib/attempts/named-points";
import type { ApiAnswer } from "@/lib/contract/api-answer";
import { installationId } from "@/lib/db/installation";
import { type FingerprintSource, fingerprintOf } from "@/lib/idempotency/fingerprint";
import { answerDuplicate } from "./answer-duplicate";
import { answerFirst } from "./answer-first";
import { claimPayment } from "./claim-payment";
import { holderOfReference } from "./claim-payment.sql";
import type { CreateRequest } from "./create-request";
import { readClaimedKey } from "./duplicate-facts.sql";
import { paymentProblem, referenceInUse } from "./payment-answers";
import { paymentClaim } from "./payment-claim";

/** A claim that loses its reference to a payment that then lets go of it starts anew; three times is more than chance. */
const CLAIMS_MAX = 3;

/**
 * Creates a payment, or answers a duplicate: the contract's section 4. The key is claimed under its unique constraint
 * before anything else; whoever loses reads what is there. Answers with exact bytes; throws for storage failures only.
 */
export async function createPayment(request: CreateRequest): Promise<ApiAnswer> {
  const source: FingerprintSource = { kind: "payment", pathParameters: [], body: request.sent };
  for (let tries = 1; ; tries += 1) {
    const answer = await claimAndAnswer(request, source, tries === CLAIMS_MAX);
    if (answer) return answer;
  }
}

/** One round; null where the reference was free again by the time its holder was looked for. */
async function claimAndAnswer(request: CreateRequest, source: FingerprintSource, isLast: boolean): Promise<ApiAnswer | null> {
  const { merchant, key } = request;
  const connection = await activeConnection(merchant.id);
  const account = connection && (await learnAccount(connection));
  if (!connection || account?.kind !== "known") {
    const claimed = await readClaimedKey(merchant.id, key);
    return claimed ? answerDuplicate(request, source, claimed) : notReady(request, account?.kind === "unknown" ? account : null);
  }
  const queued = request.prefer.respondAsync || merchant.answer === "async";
  const lease = startLease();
  const claim = paymentClaim({
    merchant, key, body: request.body, fingerprint: fingerprintOf(source), requestId: request.requestId, queued,
    installationId: await installationId(), connection, account,
  });
  await reachPoint("before_claim");
  const verdict = await claimPayment(claim);
  if (verdict === "claimed") {
    await reachPoint("after_claim");
    return answerFirst(request, claim.state, connection, lease);
  }
  if (verdict === "in_doubt") return storageUnavailable(request);
  const claimed = await readClaimedKey(merchant.id, key);
  if (claimed) return answerDuplicate(request, source, claimed);
  const holder = await holderOfReference(merchant.id, request.body.reference ?? "");
  return holder || isLast ? referenceInUse(request, holder) : null;
}

/** The database could not say whether the key is claimed: nothing is sent, and recovery finishes what may be there. */
function storageUnavailable(request: CreateRequest): ApiAnswer {
  return paymentProblem("storage_unavailable", request, null, { retry: { sameKey: true, newKey: false, afterSeconds: 5 } });
}

/** No connection, or nobody could say whose it is: rows 3a and 3b before anything is stored. */
function notReady(request: CreateRequest, why: { code: "processor_unavailable" | "processor_misconfigured"; detail: string } | null): ApiAnswer {
  return paymentProblem(why?.code ?? "processor_misconfigured", request, null, {
    detail: why ? `Nothing was sent. ${why.detail}` : "This merchant has no processor connection. Nothing was sent.",
    retry: { sameKey: true, newKey: true, afterSeconds: why?.code === "processor_unavailable" ? 5 : 60 },
  });
}
