import { z } from "zod";
import { clock } from "@/lib/clock";
import { accountOf } from "../account";
import type { Simulator } from "../context";
import { outageScope } from "../fault-board";
import { FAULT_DURATION_MAX_MS, FAULTS, isFaultName } from "../faults";
import { newWireId } from "../intent";
import { type ControlCall, ControlError } from "./control-call";

const secretKey = z.string().min(1).max(255).nullish();
const durationMs = z.int().min(0).max(FAULT_DURATION_MAX_MS);

const ArmBody = z.strictObject({ secretKey, fault: z.string(), count: z.int().min(1).max(1_000_000).nullish(), durationMs: durationMs.optional() });
const DarkBody = z.strictObject({ secretKey, mode: z.enum(["hang", "reset", "503"]).default("503"), durationMs: durationMs.nullish() });

/** Arms a fault for every payment (of one secret key, or of all). Two of them strike at once instead of waiting. */
export function arm(simulator: Simulator, call: ControlCall): unknown {
  const body = ArmBody.parse(call.body);
  const { fault } = body;
  if (!isFaultName(fault)) throw new ControlError(`"${fault}" is no fault. Known: ${Object.keys(FAULTS).join(", ")}.`);
  const account = body.secretKey ? accountOf(body.secretKey) : null;
  const lastsMs = body.durationMs ?? FAULTS[fault].durationMs;
  if (fault === "refuse_connections") {
    // After this answer has left, or the one who asked would not hear of it.
    setImmediate(() => simulator.refuseConnections(lastsMs));
    return { id: null, fault, durationMs: lastsMs };
  }
  if (fault === "list_down") {
    simulator.faults.startOutage({ scope: outageScope(account, true), account, kind: "list_503", untilMs: clock.now().getTime() + lastsMs });
    return { id: null, fault, durationMs: lastsMs };
  }
  const armed = { id: newWireId("arm"), account, fault, durationMs: lastsMs, remaining: body.count ?? null };
  simulator.faults.arm(armed);
  return armed;
}

/** `?id=` disarms one; without it everything is disarmed and every outage of the list ends. */
export function disarm(simulator: Simulator, call: ControlCall): unknown {
  const id = call.query.get("id");
  if (id !== null) return { disarmed: simulator.faults.disarm(id) ? 1 : 0 };
  const armed = simulator.faults.arms();
  for (const each of armed) simulator.faults.disarm(each.id);
  const ended = simulator.faults.endOutages((outage) => outage.kind === "list_503");
  return { disarmed: armed.length + ended };
}

export function listArmed(simulator: Simulator): unknown {
  return { armed: simulator.faults.arms(), outages: simulator.faults.outages(), known: FAULTS };
}

/** Darkness: every request hangs, is reset or gets 503 until it is lifted. */
export function startDark(simulator: Simulator, call: ControlCall): unknown {
  const body = DarkBody.parse(call.body);
  const account = body.secretKey ? accountOf(body.secretKey) : null;
  const untilMs = body.durationMs ? clock.now().getTime() + body.durationMs : null;
  simulator.faults.startOutage({ scope: outageScope(account, false), account, kind: body.mode, untilMs });
  return showDark(simulator);
}

/** Lifts every darkness; what hangs in it is reset, unexecuted. */
export function lift(simulator: Simulator): unknown {
  return { lifted: simulator.faults.endOutages((outage) => outage.kind !== "list_503") };
}

export function showDark(simulator: Simulator): unknown {
  return { dark: simulator.faults.outages().filter((outage) => outage.kind !== "list_503") };
}
