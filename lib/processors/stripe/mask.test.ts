import { expect, test } from "vitest";
import { maskSecrets } from "./mask";

test.each([
  ["a client secret", '{"client_secret":"pi_1_secret_abc","id":"pi_1"}', '{"client_secret":"[masked]","id":"pi_1"}'],
  ["a client secret with quotes in it", '{"client_secret" : "a\\"b", "id":1}', '{"client_secret" : "[masked]", "id":1}'],
  ["a client secret that was cut off", '{"client_secret":"pi_1_secr', '{"client_secret":"[masked]"'],
  ["an API key", '{"m":"key sk_live_abcdefgh is wrong"}', '{"m":"key [masked] is wrong"}'],
  ["a signing secret", "whsec_0123456789", "[masked]"],
  ["a card number", '{"m":"card 4242424242424242 declined"}', '{"m":"card [masked] declined"}'],
  ["a card number with blanks", '{"m":"4242 4242 4242 4242"}', '{"m":"[masked]"}'],
  ["a card number with hyphens in HTML", "<p>4242-4242-4242-4242</p>", "<p>[masked]</p>"],
])("%s is masked", (_name, text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

test.each([
  ["an amount that passes for a card number", '{"amount":4242424242424242}'],
  ["digits beyond what a number holds", '{"n":123456789012345678901234567890.5}'],
  ["a number that is no card's", '{"m":"order 4242424242424241"}'],
  ["ids", '{"id":"pi_3QabcdEFGH0123","charge":"ch_1"}'],
])("%s stays as it is", (_name, text) => {
  expect(maskSecrets(text)).toBe(text);
});

test("at most 64 KiB are kept, whole characters only", () => {
  const kept = maskSecrets(`x${"ü".repeat(100_000)}`);
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(65_536);
  expect(kept).toMatch(/^xü+$/);
});
