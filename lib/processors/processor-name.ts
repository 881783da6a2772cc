import { findProcessor } from "./registry";

/** The processor's name on screen; its own word where this version has no adapter for it any more. */
export function processorName(processor: string): string {
  return findProcessor(processor)?.displayName ?? processor;
}
