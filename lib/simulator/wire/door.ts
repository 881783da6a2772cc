import type { Simulator, WireCall } from "../context";
import type { FaultPlan } from "../fault-board";
import { invalidRequest, keyInUse, noSuch, WireError } from "./wire-error";

/** Plays the faults that strike before anything is executed. True: the request is done with; some throw their refusal. */
export function strikesAtDoor(simulator: Simulator, call: WireCall, plan: FaultPlan, paymentMethod: string | null): boolean {
  const refusing = plan.find("refuse_connections");
  if (refusing) simulator.refuseConnections(refusing.durationMs);
  if (refusing || plan.has("reset_before")) {
    call.reply.reset();
    return true;
  }
  if (plan.has("bad_request_400")) throw invalidRequest("This request is refused because a fault is armed.", "payment_method", "parameter_invalid");
  if (plan.has("unauthorized_401")) throw new WireError(401, { message: "Invalid API Key provided.", type: "invalid_request_error" });
  if (plan.has("forbidden_403")) throw new WireError(403, { message: "The provided key does not have the required permissions.", type: "invalid_request_error", code: "more_permissions_required" });
  if (plan.has("not_found_404")) throw noSuch("PaymentMethod", paymentMethod ?? "", "payment_method");
  if (plan.has("rate_limited_429")) throw new WireError(429, { message: "Too many requests hit the API too quickly.", type: "invalid_request_error", code: "rate_limit" }, { "retry-after": "1" });
  if (plan.has("in_progress_409")) throw keyInUse();
  return false;
}
