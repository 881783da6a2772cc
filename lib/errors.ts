import { PROBLEMS, type ProblemCode } from "@/lib/contract/problem-codes";

/** A field that is wrong: `pointer` is an RFC 6901 pointer into the body, or `?name` for a query parameter. */
export type FieldError = { pointer: string; detail: string };

export type ProblemExtras = {
  errors?: readonly FieldError[];
  /** Overrides the table's status where the contract gives one code two (idempotency_result_expired: 409, 410). */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** Further members of the problem: `completed`, `retry`, `paymentId`, `differs` … */
  members?: Readonly<Record<string, unknown>>;
};

/** The one error of broken rules. Outcomes about money are values, never this. */
export class ProblemError extends Error {
  override name = "ProblemError";
  constructor(
    readonly code: ProblemCode,
    /** What is wrong this time, in a sentence without anything secret. */
    readonly detail: string = PROBLEMS[code].help,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail);
  }
  get status(): number {
    return this.extras.status ?? PROBLEMS[this.code].status;
  }
}
