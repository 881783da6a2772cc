import { z } from "zod";

/** Lengths are counted in code points, as JSON Schema counts them. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** PostgreSQL stores no NUL, and a lone surrogate has no UTF-8 form: both would fail later, with money under way. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** A text of min to max code points that a database and a processor can both hold. */
export function boundedText(min: number, max: number) {
  return z
    .string()
    .refine(isStorable, "may hold neither NUL nor half a surrogate pair")
    // More code units than twice the limit are too many code points already: nothing long is counted.
    .refine((text) => text.length <= 2 * max && codePoints(text) <= max && text.length >= min, `has ${min} to ${max} characters`)
    .meta({ minLength: min, maxLength: max });
}
