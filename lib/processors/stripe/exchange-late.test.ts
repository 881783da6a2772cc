import type { Dispatcher } from "undici";
import { expect, test, vi } from "vitest";

const handlers: Dispatcher.DispatchHandler[] = [];
vi.mock("./pools", () => ({ poolOf: () => ({ dispatch: (_options: unknown, handler: Dispatcher.DispatchHandler) => handlers.push(handler) }) }));
const { exchange } = await import("./exchange");

function begin(timeoutMs: number) {
  const maySend = vi.fn(() => true);
  const result = exchange({ apiBase: "http://127.0.0.1:1", method: "POST", path: "/", headers: {}, body: "a=1", timeoutMs, maySend });
  const handler = handlers.pop();
  const abort = vi.fn();
  const controller = { abort, aborted: false, paused: false, reason: null, pause: () => undefined, resume: () => undefined };
  return { result, maySend, abort, start: () => handler?.onRequestStart?.(controller, null) };
}

test("a request that was told as unsent never starts when a connection comes free later", async () => {
  const { result, maySend, abort, start } = begin(1);
  expect(await result).toEqual({ kind: "unsent", code: "connect_timeout" });
  start();
  expect(abort).toHaveBeenCalledTimes(1);
  expect(maySend).not.toHaveBeenCalled();
});

test("a client that would start a request again is stopped", () => {
  const { maySend, abort, start } = begin(60_000);
  start();
  expect(abort).not.toHaveBeenCalled();
  start();
  expect(abort).toHaveBeenCalledTimes(1);
  expect(maySend).toHaveBeenCalledTimes(1);
});
