export type ControlCall = { query: URLSearchParams; body: unknown };

/** A control request that can't be done, told as `{ "error": … }`. */
export class ControlError extends Error {
  override name = "ControlError";
}
