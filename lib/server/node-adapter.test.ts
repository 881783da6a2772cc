import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { drained } from "@/lib/drain";
import { type Handler, pathOf, serve } from "./node-adapter";
import { refuse } from "./refuse";

const BODY_MAX_BYTES = 100;
const servers: http.Server[] = [];

async function listen(handler: Handler): Promise<{ port: number; url: string }> {
  const server = http.createServer((from, to) => void serve(handler, "http://own.example", BODY_MAX_BYTES, from, to));
  server.on("clientError", refuse);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close(() => undefined).closeAllConnections();
});

/** Sends bytes as they are and reads until the server closes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

const echo: Handler = async (request) => Response.json({
  method: request.method, url: request.url, key: request.headers.get("idempotency-key"), body: request.body ? await request.text() : null,
}, { status: 201, headers: { "x-own": "yes" } });

describe("the adapter between node:http and web handlers", () => {
  test("carries method, path, query, headers and body there, and status, headers and body back", async () => {
    const { url } = await listen(echo);
    const answer = await fetch(`${url}/a/b?c=d`, { method: "POST", body: "{}", headers: { "Idempotency-Key": "k" } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("x-own")).toBe("yes");
    expect(Number(answer.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await answer.json()).toEqual({ method: "POST", url: "http://own.example/a/b?c=d", key: "k", body: "{}" });
  });

  test("two header lines of one name arrive as a list", async () => {
    const { port } = await listen(echo);
    const answer = await raw(port, "GET / HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\nConnection: close\r\n\r\n");
    expect(answer).toContain('"key":"a, b"');
  });

  test("a body up to the limit arrives whole; of a longer one the handler sees one byte too many, and the connection ends", async () => {
    const { url } = await listen(async (request) => new Response(String((await request.arrayBuffer()).byteLength)));
    const whole = await fetch(url, { method: "POST", body: "x".repeat(BODY_MAX_BYTES) });
    expect(await whole.text()).toBe(String(BODY_MAX_BYTES));
    const long = await fetch(url, { method: "POST", body: "x".repeat(1_000_000) });
    expect(await long.text()).toBe(String(BODY_MAX_BYTES + 1));
    expect(long.headers.get("connection")).toBe("close");
  });

  test("a client that hangs up does not stop the handler, and draining waits for it", async () => {
    let finish: () => void = () => undefined;
    let isDone = false;
    const began = Promise.withResolvers<void>();
    const { port } = await listen(async () => {
      began.resolve();
      await new Promise<void>((resolve) => (finish = resolve));
      isDone = true;
      return new Response("late");
    });
    const socket = net.connect(port, "127.0.0.1", () => socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"));
    await began.promise;
    socket.destroy();
    expect(await drained(20)).toBe(false);
    finish();
    expect(await drained(5_000)).toBe(true);
    expect(isDone).toBe(true);
  });

  test("a body that breaks off calls no handler", async () => {
    let calls = 0;
    const { port } = await listen(async () => {
      calls += 1;
      return new Response();
    });
    const socket = net.connect(port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{", () => resolve()));
    socket.destroy();
    await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "whole" });
    expect(calls).toBe(1);
  });

  test("server-sent events are passed on as they come, and end with the client", async () => {
    let isCancelled = false;
    const { url } = await listen(async () => new Response(new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
      cancel: () => {
        isCancelled = true;
      },
    }), { headers: { "content-type": "text/event-stream" } }));
    const client = new AbortController();
    const answer = await fetch(url, { signal: client.signal });
    const chunk = await answer.body?.getReader().read();
    expect(Buffer.from(chunk?.value ?? []).toString()).toBe("data: 1\n\n");
    client.abort();
    await expect.poll(() => isCancelled).toBe(true);
  });

  test("HEAD and 304 have no body; several cookies stay several", async () => {
    const { url } = await listen(async (request) => {
      const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
      return request.method === "HEAD" ? new Response(null, { headers }) : new Response(null, { status: 304, headers });
    });
    const head = await fetch(url, { method: "HEAD" });
    expect(head.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect((await fetch(url)).status).toBe(304);
  });

  test.each([["TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", '"method":"UNKNOWN"'], ["GET http://other.example/p?q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "http://own.example/p?q"]])(
    "unusual request lines reach the handler: %s", async (request, expected) => {
      const { port } = await listen(echo);
      expect(await raw(port, request)).toContain(expected);
    });

  test.each([
    ["no HTTP", "hello\r\n\r\n", "400 Bad Request"],
    ["headers that are too large", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`, "431 Request Header Fields Too Large"],
  ])("what never became a request is answered as a problem: %s", async (_, request, status) => {
    const { port } = await listen(echo);
    const answer = await raw(port, request);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ code: "invalid_request", requestId: expect.stringMatching(/^req_/), retry: { sameKey: true, newKey: false } });
  });

  test("a request line's target becomes a path", () => {
    expect(["/a?b", "http://h/c?d", "*", "//evil/x"].map(pathOf)).toEqual(["/a?b", "/c?d", "/*", "//evil/x"]);
  });
});
