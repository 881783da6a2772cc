import http from "node:http";

/**
 * A processor that says yes: the cheapest answer to a PaymentIntent that can be given over HTTP, so that what is
 * measured is not the processor. `processor.ts PORT DELAY_MS`, in a process of its own.
 */
const [port = "0", delayMs = "0"] = process.argv.slice(2);
let intents = 0;

function answer(form: string, to: http.ServerResponse): void {
  const fields = new URLSearchParams(form);
  const amount = Number(fields.get("amount") ?? "1999");
  intents += 1;
  const text = JSON.stringify({
    id: `pi_${process.pid}_${intents}`, object: "payment_intent", amount, amount_received: amount, currency: fields.get("currency") ?? "eur", status: "succeeded",
  });
  const send = () => to.writeHead(200, { "content-type": "application/json", "content-length": text.length }).end(text);
  if (delayMs === "0") send();
  else setTimeout(send, Number(delayMs));
}

const server = http.createServer((from, to) => {
  if (from.url === "/v1/account") {
    to.setHeader("content-type", "application/json").end('{"id":"acct_bench","object":"account"}');
    return;
  }
  let form = "";
  from.setEncoding("latin1");
  from.on("data", (chunk: string) => (form += chunk));
  from.on("end", () => answer(form, to));
});
server.keepAliveTimeout = 60_000;
// Two thousand clients may connect in the same moment.
server.listen({ port: Number(port), host: "127.0.0.1", backlog: 4_096 }, () => process.send?.({ ready: true }));
process.once("disconnect", () => process.exit());
