import type { z } from "zod";
import type { FieldError } from "@/lib/errors";

/** Enough to mend a body by; a hostile one has thousands of wrong fields. */
const ERRORS_MAX = 50;

/** An RFC 6901 pointer. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Zod's issues as the contract's field errors, one a field: they name fields, never values. */
export function fieldErrorsOf(error: z.ZodError): FieldError[] {
  const errors: FieldError[] = [];
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const name of issue.keys) errors.push({ pointer: pointerTo([...issue.path, name]), detail: "is not a field we know" });
    } else if (issue.code === "invalid_key") {
      for (const inner of issue.issues) errors.push({ pointer: pointerTo(issue.path), detail: `the name ${inner.message}` });
    } else {
      errors.push({ pointer: pointerTo(issue.path), detail: issue.message });
    }
  }
  const first = new Map(errors.toReversed().map((one) => [one.pointer, one]));
  return errors.filter((one) => first.get(one.pointer) === one).slice(0, ERRORS_MAX);
}
