/** A refusal in Stripe's form. `stored`: executed, so a key keeps it; the others leave the key free. */
export class WireError extends Error {
  override name = "WireError";
  constructor(
    readonly status: number,
    readonly error: Readonly<Record<string, unknown>> & { message: string; type: string },
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(error.message);
  }
  get body(): string {
    return JSON.stringify({ error: this.error });
  }
}

export function invalidRequest(message: string, param: string | null, code: string | null = null): WireError {
  return new WireError(400, { message, type: "invalid_request_error", ...(code ? { code } : {}), ...(param ? { param } : {}) });
}

export function noSuch(noun: string, id: string, param: string, status = 404): WireError {
  return new WireError(status, { message: `No such ${noun}: '${id}'`, type: "invalid_request_error", code: "resource_missing", param });
}

export function unauthorized(key: string): WireError {
  const shown = key.length > 12 ? `${key.slice(0, 8)}${"*".repeat(8)}${key.slice(-4)}` : "***";
  return new WireError(401, { message: key === "" ? "You did not provide an API key." : `Invalid API Key provided: ${shown}`, type: "invalid_request_error" });
}

export function idempotencyMismatch(key: string): WireError {
  return new WireError(400, {
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    type: "idempotency_error",
  });
}

export function keyInUse(): WireError {
  return new WireError(409, {
    message: "There is currently another in-progress request using this Idempotency Key. Try again later.",
    type: "invalid_request_error",
    code: "idempotency_key_in_use",
  });
}

export const INTERNAL_ERROR_BODY = JSON.stringify({ error: { message: "An unknown error occurred while processing this request.", type: "api_error" } });
