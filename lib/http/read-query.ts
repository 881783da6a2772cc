import { z } from "zod";
import { containsCardNumber } from "@/lib/contract/card-number";
import { fieldErrorsOf } from "@/lib/contract/field-errors";
import { type FieldError, ProblemError } from "@/lib/errors";

/** For endpoints that take no parameters at all. */
export const NoQuery = z.strictObject({});

/** Enough of a name to recognise it by. */
const NAME_SHOWN_MAX = 60;

/** Validates a query string: unknown and repeated parameters are refused, each by its name as `?name`. */
export function readQuery<Output>(search: URLSearchParams, schema: z.ZodType<Output>): Output {
  const given = new Map<string, string>();
  const errors: FieldError[] = [];
  for (const [name, value] of search) {
    if (given.has(name)) errors.push({ pointer: `?${shown(name)}`, detail: "is given more than once" });
    given.set(name, value);
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  for (const { pointer, detail } of parsed.error ? fieldErrorsOf(parsed.error) : []) {
    const name = pointer.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
    errors.push({ pointer: `?${shown(name)}`, detail: detail === "is not a field we know" ? "is not a parameter we know" : detail });
  }
  if (errors.length > 0 || !parsed.success) throw new ProblemError("invalid_request", "The query string is not valid.", { errors });
  return parsed.data;
}

/** A name may be somebody's card number: that is never repeated. */
function shown(name: string): string {
  if (containsCardNumber(name)) return "…";
  return name.length > NAME_SHOWN_MAX ? `${name.slice(0, NAME_SHOWN_MAX)}…` : name;
}
