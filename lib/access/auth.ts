import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { keyRing } from "@/lib/secrets";

/** Twelve hours of silence end a session: longer than a shift, shorter than a night and a day. A visit extends it, written at most once an hour. */
const SESSION_S = 12 * 3_600;
const SESSION_REFRESH_S = 3_600;

/** Everything else that the library could answer: operators are made and mended by an admin, nothing is mailed. */
const CLOSED_PATHS = [
  "/sign-up/email", "/sign-in/social", "/callback/:id", "/forget-password", "/request-password-reset", "/reset-password", "/verify-email",
  "/send-verification-email", "/change-email", "/change-password", "/set-password", "/update-user", "/delete-user", "/delete-user/callback",
  "/link-social", "/unlink-account", "/list-accounts", "/list-sessions", "/revoke-session", "/revoke-sessions", "/revoke-other-sessions",
  "/refresh-token", "/get-access-token", "/account-info",
  // It would hand the session's token to scripts, which the cookie keeps from them.
  "/get-session",
];

function build() {
  const address = publicAddress();
  return betterAuth({
    appName: "Latchkey",
    baseURL: address.origin,
    basePath: "/api/auth",
    // Sessions sign with the newest secret only: after a rotation operators sign in once more.
    secret: keyRing("session")[0].key.export().toString("base64"),
    database: prismaAdapter(prisma(), { provider: "postgresql" }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    disabledPaths: CLOSED_PATHS,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: {
      modelName: "operator",
      additionalFields: {
        role: { type: "string", required: true, input: false },
        allMerchants: { type: "boolean", required: true, input: false },
        disabledAt: { type: "date", required: false, input: false },
      },
    },
    session: { modelName: "operatorSession", expiresIn: SESSION_S, updateAge: SESSION_REFRESH_S },
    account: { modelName: "operatorCredential" },
    verification: { modelName: "operatorVerification" },
    // Wrong passwords are counted per e-mail in sign-in-limit.ts: behind a proxy all operators share one address.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "latchkey",
      useSecureCookies: address.protocol === "https:",
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      // lib/http/auth-route.ts asks for the same origin in front of this, and lets clients without a browser in.
      disableCSRFCheck: true,
    },
    // The page and the request must agree on the host; which name of this machine the operator typed does not matter.
    trustedOrigins: (request) => {
      const host = request?.headers.get("host");
      return host ? [`${address.protocol}//${host}`] : [];
    },
  });
}

function publicAddress(): URL {
  const settings = env();
  return new URL(settings.LATCHKEY_PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`);
}

let built: ReturnType<typeof build> | undefined;

/** Better Auth over our own tables: e-mail and password, sessions in the database. Made when first asked for. */
export function auth(): ReturnType<typeof build> {
  built ??= build();
  return built;
}
