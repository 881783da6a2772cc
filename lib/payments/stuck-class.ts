import type { StuckClass } from "@/lib/contract/console/payment-row";

/** What tells the two classes of stuck payments apart. */
export type StuckFacts = { attemptReference: string | null; answered: boolean; evidenceConclusion: string | null };

/**
 * "No sign of it": the processor never answered a send and no look-up found anything. It is not "never reached":
 * only an inquiry can say so, so nothing may be sent again because of it.
 */
export function stuckClass(facts: StuckFacts): StuckClass {
  const found = facts.evidenceConclusion?.startsWith("found_") ?? false;
  return facts.answered || found || facts.attemptReference !== null ? "no_final_state" : "no_sign";
}
