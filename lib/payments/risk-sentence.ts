import type { Sentence } from "@/lib/contract/console/payment-detail";
import { type KnownFacts, knownReason } from "./known-reason";

/** The page's first sentence: is money at risk, and what happens next. */
export function riskSentence(facts: KnownFacts): Sentence {
  const known = knownReason(facts);
  const { processorName } = facts;
  switch (facts.status) {
    case "succeeded":
      return [{ text: "Money moved, once.", strong: true }, { text: known ? ` ${known}.` : ` ${processorName} said so at once.` }];
    case "declined":
      return [{ text: "No money moved.", strong: true }, { text: ` The issuer said no: ${known}.` }];
    case "failed":
      return failedSentence(facts, known);
    case "contradicted":
      return [{ text: "Money may be wrong.", strong: true }, { text: ` ${known}. A person must decide; nothing is sent meanwhile.` }];
    case "unknown":
      return [{ text: "Money may have moved.", strong: true }, { text: ` ${known}. ${whatHappensNext(facts)}` }];
    case "pending":
      return pendingSentence(facts, known);
  }
}

function failedSentence({ failureCode }: KnownFacts, known: string): Sentence {
  const next = failureCode === "processor_rejected" ? "A corrected body needs a new key." : "The same key may try again.";
  return [{ text: "No money moved.", strong: true }, { text: ` ${known}. ${next}` }];
}

function pendingSentence({ attempt, now, processorName }: KnownFacts, known: string): Sentence {
  if (!attempt || attempt.status === "queued" || attempt.status === "failed") return [{ text: "No money has moved yet.", strong: true }, { text: ` ${known}.` }];
  if (attempt.leaseExpiresAt && attempt.leaseExpiresAt.getTime() <= now.getTime()) {
    return [{ text: "Money may have moved.", strong: true }, { text: ` ${known}. ${processorName} is asked before anything is sent again.` }];
  }
  return [{ text: "Under way.", strong: true }, { text: ` ${known}.` }];
}

function whatHappensNext({ evidence, processorName }: KnownFacts): string {
  if (evidence?.conclusion === "found_open") return "Nothing is sent again while that is so.";
  return `${processorName} is asked again without end; no number of tries turns unknown into failed.`;
}
