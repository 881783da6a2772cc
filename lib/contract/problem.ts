import { z } from "zod";
import type { FieldError } from "@/lib/errors";
import { PROBLEMS, type ProblemCode } from "./problem-codes";

/** May the client send this key again, would a new key be safe, how long to wait. */
export const Retry = z.object({
  sameKey: z.boolean().describe("You may send the same request with the same key again."),
  newKey: z.boolean().describe("A new key would be safe: no money moved and none can."),
  afterSeconds: z.int().min(0).nullable().describe("How long to wait first; null where there is nothing to wait for."),
});
export type Retry = z.output<typeof Retry>;

const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** An RFC 9457 problem with our members. */
export const Problem = z.looseObject({
  type: z.string().describe("A page of these docs."),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(PROBLEM_CODES),
  requestId: z.string(),
  retry: Retry.optional(),
  completed: z.boolean().optional().describe("On every 409: true means the work is done, stop retrying."),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

export type ProblemFacts = {
  /** What is wrong this time; the table's words where there is nothing to add. */
  detail?: string;
  /** The path that was asked for. */
  instance: string;
  requestId: string;
  /** Overrides the table's status where the contract gives one code two. */
  status?: number;
  retry?: Retry;
  completed?: boolean;
  errors?: readonly FieldError[];
  /** Further members: paymentId, payment, differs … They never replace those above. */
  members?: Readonly<Record<string, unknown>>;
  /** LATCHKEY_PUBLIC_URL, put before the path of `type`; without it the reference is relative, as RFC 9457 allows. */
  publicUrl?: string;
};

/** Where the documentation of a code stands. */
function problemType(code: ProblemCode, publicUrl = ""): string {
  return `${publicUrl.replace(/\/+$/, "")}/docs/problems/${code}`;
}

/** The exact bytes of a problem, members in a fixed order: stored answers replay them. */
export function renderProblem(code: ProblemCode, facts: ProblemFacts): { status: number; body: string } {
  const status = facts.status ?? PROBLEMS[code].status;
  const own = {
    type: problemType(code, facts.publicUrl),
    title: PROBLEMS[code].title,
    status,
    detail: facts.detail ?? PROBLEMS[code].help,
    instance: facts.instance,
    code,
    requestId: facts.requestId,
    retry: facts.retry,
    completed: facts.completed,
    errors: facts.errors?.length ? facts.errors : undefined,
  };
  const further = Object.entries(facts.members ?? {}).filter(([name]) => !Object.hasOwn(own, name));
  return { status, body: JSON.stringify({ ...own, ...Object.fromEntries(further) }) };
}
