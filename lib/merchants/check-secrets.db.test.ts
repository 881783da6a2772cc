import { afterAll, beforeAll, expect, it } from "vitest";
import { adoptDatabase, SettingsError } from "@/lib/env";
import { type MoneyRig, startMoneyRig } from "@/lib/payments/testing/money-rig";
import { checkSecrets } from "./check-secrets";

let rig: MoneyRig;
beforeAll(async () => {
  rig = await startMoneyRig();
});
afterAll(() => rig.close());

it("a start without a master secret that stored rows need is refused with a sentence; a rotation that keeps it is not", async () => {
  await rig.merchant();
  const old = process.env.LATCHKEY_SECRET ?? "";
  const next = "a newer master secret of forty characters";
  for (const [secrets, starts] of [[old, true], [`${next},${old}`, true], [next, false]] as const) {
    process.env.LATCHKEY_SECRET = secrets;
    adoptDatabase(rig.database.url);
    if (starts) await expect(checkSecrets()).resolves.toBeUndefined();
    else await expect(checkSecrets()).rejects.toThrow(SettingsError);
  }
});
