import type { SequenceStep } from "@/lib/contract/console/try-it";

/** A step on the wall clock, and what comes first within one millisecond. */
export type TimedStep = SequenceStep & { wallMs: number; order: number };
