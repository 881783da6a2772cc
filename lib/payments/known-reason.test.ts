import { describe, expect, it } from "vitest";
import { type KnownFacts, knownReason, spanWords } from "./known-reason";
import { riskSentence } from "./risk-sentence";

const at = (seconds: number): Date => new Date(1_795_500_000_000 + seconds * 1_000);

const NOTHING: KnownFacts = {
  status: "pending", processorName: "Stripe", declineCode: null, failureCode: null, contradiction: null, attempt: null, send: null, evidence: null,
  absence: { count: 0, apartMs: 0 }, now: at(100),
};
const attempt = (change: Partial<NonNullable<KnownFacts["attempt"]>> = {}): KnownFacts["attempt"] => ({
  number: 1, status: "unknown", failureCode: null, processorCode: null, processorField: null, leaseExpiresAt: at(60), startedAt: at(0), finishedAt: null, ...change,
});
const send = (code: string | null, httpStatus: number | null = null, outcome: string | null = "unknown", tookS = 20): KnownFacts["send"] => ({ at: at(0), finishedAt: outcome === null ? null : at(tookS), outcome, code, httpStatus });
const evidence = (conclusion: string, change: Partial<NonNullable<KnownFacts["evidence"]>> = {}): KnownFacts["evidence"] => ({
  source: "inquiry", trigger: "schedule", conclusion, detail: "", httpStatus: 200, askedAt: at(30), answeredAt: at(31), ...change,
});

const TABLE: readonly [words: string, facts: Partial<KnownFacts>][] = [
  ["Waits in the queue; not sent yet", { attempt: attempt({ status: "queued" }) }],
  ["Sent to Stripe; its answer is awaited", { attempt: attempt({ status: "dispatched", leaseExpiresAt: at(200) }), send: send(null, null, null) }],
  ["No sign of it at Stripe; the sender stopped", { attempt: attempt({ status: "dispatched" }), send: send(null, null, null) }],
  ["Stripe was not reached; it will be sent again", { attempt: attempt({ status: "failed" }) }],
  ["Stripe said 500", { status: "unknown", attempt: attempt(), send: send("http_500", 500) }],
  ["Stripe said 500; a look-up found it, still processing", { status: "unknown", attempt: attempt(), send: send("http_500", 500), evidence: evidence("found_open") }],
  ["No answer in 20 s; the look-up got a 503", { status: "unknown", attempt: attempt(), send: send("timeout"), evidence: evidence("inconclusive", { httpStatus: 503 }) }],
  ["Reset after sending; the look-up got no answer", { status: "unknown", attempt: attempt(), send: send("reset"), evidence: evidence("inconclusive", { httpStatus: null }) }],
  ["Stripe said 500; 1 of 2 look-ups found nothing", { status: "unknown", attempt: attempt(), send: send("http_500", 500), evidence: evidence("not_found"), absence: { count: 1, apartMs: 0 } }],
  ["The answer was not JSON; a look-up found nothing, too early to count", { status: "unknown", attempt: attempt(), send: send("answer_unreadable", 200), evidence: evidence("not_found") }],
  ["Stripe holds it as processing", { status: "unknown", attempt: attempt(), send: send("processing", 200) }],
  ["The sender stopped before an answer came", { status: "unknown", attempt: attempt(), send: send(null, null, null) }],
  ["", { status: "succeeded", attempt: attempt({ status: "succeeded" }), send: send(null, 200, "succeeded") }],
  ["", { status: "succeeded", attempt: attempt({ status: "succeeded" }), send: send(null, 200, "succeeded"), evidence: evidence("found_succeeded", { trigger: "notification" }) }],
  ["Succeeded on attempt 2", { status: "succeeded", attempt: attempt({ status: "succeeded", number: 2 }), send: send(null, 200, "succeeded") }],
  ["Settled by look-up after 48 s", { status: "succeeded", attempt: attempt({ status: "succeeded", finishedAt: at(48) }), send: send("http_500", 500), evidence: evidence("found_succeeded") }],
  ["Settled by notification after 2 min 6 s", { status: "succeeded", attempt: attempt({ status: "succeeded", finishedAt: at(126) }), send: send("reset"), evidence: evidence("found_succeeded", { trigger: "notification" }) }],
  ["Settled by an operator's verdict", { status: "succeeded", attempt: attempt({ status: "succeeded" }), send: send("reset"), evidence: evidence("found_succeeded", { source: "verdict" }) }],
  ["insufficient_funds", { status: "declined", declineCode: "insufficient_funds" }],
  ["Proven: connection refused, no byte was sent", { status: "failed", failureCode: "processor_unavailable", attempt: attempt({ status: "failed" }), send: send("connect_refused", null, "failed") }],
  ["Proven: Stripe said 429 before doing anything", { status: "failed", failureCode: "processor_unavailable", attempt: attempt({ status: "failed" }), send: send("http_429", 429, "failed") }],
  ["Never sent: its time ran out in the queue", { status: "failed", failureCode: "processor_unavailable", attempt: attempt({ status: "failed" }) }],
  ["Stripe refused our credentials with 401; no money moved", { status: "failed", failureCode: "processor_misconfigured", attempt: attempt(), send: send("http_401", 401, "failed") }],
  ["Stripe found the request wrong: resource_missing (payment_method)", { status: "failed", failureCode: "processor_rejected", attempt: attempt({ processorCode: "resource_missing", processorField: "payment_method" }) }],
  ["Proven: 2 look-ups 34 s apart found nothing", { status: "failed", failureCode: "not_found_at_processor", attempt: attempt(), send: send("timeout"), absence: { count: 2, apartMs: 34_000 } }],
  ["Cancelled at Stripe: no money moved", { status: "failed", failureCode: "canceled_at_processor", attempt: attempt() }],
  ["Failed by an operator's verdict", { status: "failed", failureCode: "marked_failed_by_operator", attempt: attempt() }],
  ["Charged twice: pi_1 and pi_2", { status: "contradicted", contradiction: "Charged twice: pi_1 and pi_2" }],
  ["Two facts about its money cannot both hold", { status: "contradicted" }],
];

describe("what is known, in words", () => {
  it.each(TABLE)("%s", (words, facts) => {
    expect(knownReason({ ...NOTHING, ...facts })).toBe(words);
  });

  it("never says of an open payment that it is safe to send again", () => {
    for (const [, facts] of TABLE) {
      const all = { ...NOTHING, ...facts };
      if (all.status !== "pending" && all.status !== "unknown") continue;
      expect(`${knownReason(all)} ${riskSentence(all).map((part) => part.text).join("")}`).not.toMatch(/safe/i);
    }
  });

  it("each page opens with whether money is at risk", () => {
    const opening = (facts: Partial<KnownFacts>) => riskSentence({ ...NOTHING, ...facts })[0]?.text;
    expect(opening({ status: "unknown", send: send("http_500", 500) })).toBe("Money may have moved.");
    expect(opening({ status: "succeeded" })).toBe("Money moved, once.");
    expect(opening({ status: "declined" })).toBe("No money moved.");
    expect(opening({ status: "failed" })).toBe("No money moved.");
    expect(opening({ status: "contradicted" })).toBe("Money may be wrong.");
    expect(opening({ attempt: attempt({ status: "queued" }) })).toBe("No money has moved yet.");
    expect(opening({ attempt: attempt({ status: "dispatched" }) })).toBe("Money may have moved.");
  });
});

describe("spans", () => {
  it.each([[0, "0 ms"], [512, "512 ms"], [48_000, "48 s"], [126_000, "2 min 6 s"], [600_000, "10 min"], [3_900_000, "1 h 5 min"], [86_400_000, "24 h"]])("%d ms is %s", (ms, words) => {
    expect(spanWords(ms)).toBe(words);
  });
});
