import { describe, expect, test } from "vitest";
import { createLog } from "./log";
import { maskSecrets } from "./mask-secrets";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog("info", { write: (line) => void lines.push(line) }));
  return lines.join("");
}

describe("nothing secret is logged", () => {
  test("named fields are redacted", () => {
    const line = logged((log) => log.info({ headers: { authorization: "Bearer abc" }, connection: { secretKey: "s3cret" }, body: "{}" }, "hello"));
    expect(line).not.toMatch(/abc|s3cret|\{\}/);
    expect(JSON.parse(line)).toMatchObject({ msg: "hello", headers: { authorization: "[Redacted]" } });
  });

  test.each([
    ["an API key", "lk_abcdefghijklmnopqrstuvwxyz012345"],
    ["a processor's key", "sk_live_abcdefgh12345678"],
    ["a restricted processor's key", "rk_test_abcdefgh12345678"],
    ["a signing secret", "whsec_abcdefgh12345678"],
    ["a bearer token", "Bearer abcdefgh12345678"],
    ["a card number", "4242424242424242"],
    ["a card number in groups", "4242 4242 4242 4242"],
    ["a database password", "postgres://latchkey:abcdefgh12345678@db/latchkey"],
  ])("%s in a message or an error is masked", (_, secret) => {
    const line = logged((log) => log.error({ err: new Error(`failed with ${secret} here`), note: secret }, `saw ${secret}`));
    expect(line).not.toContain(secret);
    expect(line).not.toMatch(/abcdefgh12345678|efghijklmnop/);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  test("a card number as a bare JSON number leaves the line valid JSON", () => {
    const line = logged((log) => log.info({ amount: 4242424242424242 }, "x"));
    expect(JSON.parse(line).amount).toBe(0);
  });

  test("ids, times and amounts stay readable", () => {
    const text = '{"time":"2026-11-24T08:30:35.525Z","id":"pay_01kb4n6tq8e5wv2r3m9x7c4d1f","uuid":"019ac0f0-4242-4242-8242-424242424242","amount":1234567890123}';
    expect(maskSecrets(text)).toBe(text);
  });
});
