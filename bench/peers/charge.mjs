import http from "node:http";

const agent = new http.Agent({ keepAlive: true, maxSockets: 2_500 });

/** One payment at the bench's processor: what every peer calls between its two steps. */
export function charge(processorUrl, key, amount, currency, paymentMethod) {
  const body = new URLSearchParams({ amount, currency, payment_method: paymentMethod, confirm: "true" }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": body.length, "idempotency-key": key };
  return new Promise((resolve, reject) => {
    const request = http.request(`${processorUrl}/v1/payment_intents`, { method: "POST", agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve(JSON.parse(text)));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Listens where the bench says; `pay` answers one request with its payment. */
export function listen(port, pay) {
  const server = http.createServer((from, to) => {
    let text = "";
    from.setEncoding("utf8");
    from.on("data", (chunk) => (text += chunk));
    from.on("end", () => {
      pay(from.headers["idempotency-key"], JSON.parse(text)).then(
        (payment) => to.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(payment)),
        (error) => to.writeHead(500).end(String(error.stack)),
      );
    });
  });
  server.listen({ port, host: "127.0.0.1", backlog: 4_096 }, () => process.send?.({ ready: true }));
  process.once("disconnect", () => process.exit());
}
