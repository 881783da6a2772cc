import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type ScriptedAnswer = { status: number; body: string | Buffer };
export type ScriptedApi = { url: string; close(): Promise<void> };

/** A processor whose every answer the test writes; an account it does not know, so that its address stands for it. */
export async function startScriptedApi(answer: (method: string, path: string) => ScriptedAnswer | Promise<ScriptedAnswer>): Promise<ScriptedApi> {
  const server = createServer(async (request, response) => {
    request.resume();
    const path = request.url ?? "/";
    const { status, body } = path === "/v1/account" ? { status: 404, body: "{}" } : await answer(request.method ?? "GET", path);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

export const EMPTY_LIST: ScriptedAnswer = { status: 200, body: JSON.stringify({ object: "list", data: [], has_more: false }) };
