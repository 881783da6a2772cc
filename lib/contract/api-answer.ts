/** What a verb that renders exact bytes hands to HTTP: the body is sent as it stands. */
export type ApiAnswer = {
  status: number;
  /** Null for an answer without a body (304). */
  body: string | null;
  contentType: string;
  headers: Record<string, string>;
};

export const JSON_TYPE = "application/json";
export const PROBLEM_TYPE = "application/problem+json";
