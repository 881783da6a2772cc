import { notFound } from "next/navigation";
import { ProblemError } from "@/lib/errors";

/** What does not exist is the not-found page; any other failure is the page's own to show. */
export function notFoundFor(error: unknown): void {
  if (error instanceof ProblemError && error.status === 404) notFound();
}
