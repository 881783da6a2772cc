import type { Simulator, WireCall } from "../context";
import type { FaultPlan } from "../fault-board";
import { pause } from "../pause";

const GATEWAY_HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/** Lets the true answer leave, or what a fault makes of it on the way. What was executed is committed already. */
export async function leave(simulator: Simulator, call: WireCall, plan: FaultPlan, status: number, body: string): Promise<void> {
  const { reply } = call;
  if (plan.has("charge_then_reset", "list_late", "list_down")) return reply.reset();
  if (plan.has("bad_gateway_json")) return reply.json(502, JSON.stringify({ message: "Bad gateway", status: 502 }));
  if (plan.has("bad_gateway_html")) return reply.send(502, GATEWAY_HTML, { "content-type": "text/html" });
  if (plan.has("truncated_200")) return reply.cutOff(status, body);
  if (plan.has("empty_200")) return reply.json(200, "");
  if (plan.has("no_id")) return reply.json(status, body.replace(/"id":"pi_[^"]*",/, ""));
  const wait = plan.find("charge_then_hang");
  if (wait && !(await pause(wait.durationMs, simulator.stopping))) return reply.reset();
  const key = call.idempotencyKey;
  reply.json(status, body, key === null ? {} : { "idempotency-key": key, "original-request": reply.entry.id });
}
