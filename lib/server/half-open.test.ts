import type { AddressInfo } from "node:net";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createHttpServer } from "./http-server";

it("a client that closes its side after the request still gets its answer, however long that takes", async () => {
  const server = createHttpServer("http://localhost", (_, to) => void sleep(100).then(() => to.end("late")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = net.connect({ host: "127.0.0.1", port });
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
    socket.end("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
  });
  server.close();
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*late/);
});
