import { env } from "@/lib/env";
import type { Bootstrapped } from "@/lib/merchants/bootstrap";
import { ownAddress } from "@/lib/own-address";

const SHOWN_ONCE = ["", "  These secrets are shown this once. `npm run latchkey -- api-keys create --merchant demo` makes a further key."];
const SHOWN_BEFORE = [
  "  The sign-in and the API keys were shown at the first start. To make others:", "    npm run latchkey -- api-keys create --merchant demo",
  "    npm run latchkey -- operators create --email you@example.com --role admin",
];

/**
 * How to sign in and what to call the API with, said the moment they are made: whoever stops the start after that has
 * seen them all the same.
 */
export function credentials(made: Bootstrapped): string {
  const lines = [""];
  if (made.operator) lines.push(`  Sign in as     ${made.operator.email}`, `  Password       ${made.operator.password ?? "the one in LATCHKEY_ADMIN_PASSWORD"}`);
  if (made.demoApiKey) lines.push(`  API key        ${made.demoApiKey}   (merchant demo, policy replay)`);
  if (made.conflictApiKey) lines.push(`  API key        ${made.conflictApiKey}   (merchant demo-conflict, policy conflict)`);
  lines.push(...(made.operator?.password || made.demoApiKey ? SHOWN_ONCE : SHOWN_BEFORE), "");
  return lines.join("\n");
}

/** What `npm start` ends with: where to go, and a request to try. */
export function welcome(made: Bootstrapped): string {
  const address = env().LATCHKEY_PUBLIC_URL ?? ownAddress();
  return ["", `Latchkey is ready at ${address}`, "", "Try it (a second time, the answer is the same and nothing is charged again):", "", curl(made), ""].join("\n");
}

function curl(made: Bootstrapped): string {
  const apiKey = made.demoApiKey ?? (env().LATCHKEY_BOOTSTRAP_API_KEY ? "$LATCHKEY_BOOTSTRAP_API_KEY" : "$LATCHKEY_API_KEY");
  return [
    `  curl -i ${ownAddress()}/api/v1/payments \\`,
    `    -H "Authorization: Bearer ${apiKey}" \\`,
    '    -H "Idempotency-Key: hello-1" -H "Content-Type: application/json" \\',
    `    -d '{"amount": 1250, "currency": "EUR", "paymentMethod": "pm_card_visa"}'`,
  ].join("\n");
}
