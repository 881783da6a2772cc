import type { Processor } from "./processor";
import { stripe } from "./stripe/stripe";

const PROCESSORS: ReadonlyMap<string, Processor> = new Map([stripe].map((processor) => [processor.name, processor]));

/** The processor of that name, or null where this installation has no adapter for it. */
export function findProcessor(name: string): Processor | null {
  return PROCESSORS.get(name) ?? null;
}

/** The processor of a connection that is already stored: its adapter exists, or the code is older than the data. */
export function processorOf(name: string): Processor {
  const processor = PROCESSORS.get(name);
  if (!processor) throw new Error(`No adapter for the processor "${name}" in this version.`);
  return processor;
}
