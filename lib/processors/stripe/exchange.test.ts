import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { type ExchangeRequest, exchange } from "./exchange";
import { closePools } from "./pools";

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await closePools();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

type Seen = { connections: number; requests: string[]; url: string };

/** A server below HTTP that counts what arrives and does with each whole request what `act` says. */
async function listen(act: (socket: Socket, seen: Seen) => void, onConnection: (socket: Socket) => void = () => undefined): Promise<Seen> {
  const seen: Seen = { connections: 0, requests: [], url: "" };
  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (!text.endsWith("a=1")) return;
      seen.requests.push(text);
      text = "";
      act(socket, seen);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  seen.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

function send(apiBase: string, more: Partial<ExchangeRequest> = {}) {
  return exchange({ apiBase, method: "POST", path: "/v1/x", headers: { "content-type": "text/plain" }, body: "a=1", timeoutMs: 5_000, maySend: () => true, ...more });
}
const ok = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

test("an answer comes with its status and the headers that matter", async () => {
  const seen = await listen((socket) => socket.write("HTTP/1.1 402 No\r\nidempotent-replayed: true\r\nretry-after: 3\r\ncontent-length: 2\r\n\r\n{}"));
  expect(await send(`${seen.url}/base/`)).toEqual({ kind: "answer", httpStatus: 402, replayed: true, retryAfterS: 3, body: "{}" });
  expect(seen.requests[0]).toMatch(/^POST \/base\/v1\/x HTTP\/1\.1\r\n/);
});

test("1xx is not the answer", async () => {
  const seen = await listen((socket) => socket.write(`HTTP/1.1 102 Processing\r\n\r\n${ok("{}")}`));
  expect(await send(seen.url)).toMatchObject({ kind: "answer", httpStatus: 200 });
});

test("a request is never sent twice: reset after it arrived", async () => {
  const seen = await listen((socket) => socket.resetAndDestroy());
  expect(await send(seen.url)).toEqual({ kind: "no_answer", code: "reset", httpStatus: null });
  expect(await send(seen.url, { method: "GET", path: "/v1/y" })).toMatchObject({ kind: "no_answer", code: "reset" });
  expect([seen.connections, seen.requests.length]).toEqual([2, 2]);
});

test("a request is never sent twice: closed after it arrived", async () => {
  const seen = await listen((socket) => socket.end());
  expect(await send(seen.url)).toMatchObject({ kind: "no_answer", code: "reset" });
  expect(seen.requests).toHaveLength(1);
});

test("a request is never sent twice: reset as soon as the connection stands, so that writing breaks (EPIPE, ECONNRESET)", async () => {
  const seen = await listen(() => undefined, (socket) => socket.resetAndDestroy());
  const body = "x".repeat(4 * 1024 * 1024);
  const result = await send(seen.url, { body });
  // The reset may come before or after the first byte was handed over; either way there is no second connection.
  expect(["no_answer", "unsent"]).toContain(result.kind);
  expect(seen.connections).toBe(1);
});

test("a request is never sent twice: a kept connection that the processor resets on the next request", async () => {
  const seen = await listen((socket, all) => (all.requests.length === 1 ? socket.write(ok("{}")) : socket.resetAndDestroy()));
  expect(await send(seen.url)).toMatchObject({ kind: "answer" });
  expect(await send(seen.url)).toMatchObject({ kind: "no_answer", code: "reset" });
  expect(seen.requests).toHaveLength(2);
});

test("asked with the socket in hand and told no, it sends no byte", async () => {
  const onData = vi.fn();
  const seen = await listen(() => undefined, (socket) => socket.on("data", onData));
  const maySend = vi.fn(() => false);
  expect(await send(seen.url, { maySend })).toEqual({ kind: "unsent", code: "too_late" });
  expect(maySend).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(seen.connections).toBe(1));
  expect(onData).not.toHaveBeenCalled();
});

test("refused, unresolvable and impossible addresses are told as unsent, each by its name", async () => {
  const seen = await listen(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const maySend = vi.fn(() => true);
  expect(await send(seen.url, { maySend })).toEqual({ kind: "unsent", code: "connect_refused" });
  expect(await send("http://no-such-host.invalid", { maySend })).toMatchObject({ kind: "unsent" });
  expect(await send("nonsense", { maySend })).toEqual({ kind: "unsent", code: "request_invalid" });
  expect(await send(seen.url, { maySend, headers: { authorization: "Bearer a\nb" } })).toEqual({ kind: "unsent", code: "request_invalid" });
  expect(maySend).not.toHaveBeenCalled();
});

test("a TLS handshake that fails or never ends is unsent", async () => {
  const garbled = await listen(() => undefined, (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 No TLS here\r\n\r\n")));
  expect(await send(garbled.url.replace("http:", "https:"))).toMatchObject({ kind: "unsent" });
  const silent = await listen(() => undefined);
  expect(await send(silent.url.replace("http:", "https:"), { timeoutMs: 150 })).toEqual({ kind: "unsent", code: "connect_timeout" });
});

test("one timeout over everything: silence after sending is no answer", async () => {
  const seen = await listen(() => undefined);
  expect(await send(seen.url, { timeoutMs: 150 })).toEqual({ kind: "no_answer", code: "timeout", httpStatus: null });
});

test("one timeout over everything: a body that drips is no answer, and its status line is kept", async () => {
  const seen = await listen((socket) => socket.write("HTTP/1.1 500 No\r\ncontent-length: 10\r\n\r\nx"));
  expect(await send(seen.url, { timeoutMs: 150 })).toEqual({ kind: "no_answer", code: "timeout", httpStatus: 500 });
});

test("a body cut off is no answer", async () => {
  const seen = await listen((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx"));
  expect(await send(seen.url)).toMatchObject({ kind: "no_answer", httpStatus: 200 });
});

test("what is not HTTP is no answer", async () => {
  const seen = await listen((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
  expect(await send(seen.url)).toMatchObject({ kind: "no_answer", code: "answer_malformed" });
});

test("at most 1 MiB of an answer is read", async () => {
  const seen = await listen((socket) => socket.write(ok("x".repeat(1024 * 1024 + 1))));
  expect(await send(seen.url)).toEqual({ kind: "no_answer", code: "answer_too_large", httpStatus: 200 });
});
