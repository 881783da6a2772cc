import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { ConsoleProvider } from "@/components/shell/console-context";
import { Providers } from "@/components/shell/providers";
import { REMEMBERED } from "@/components/shell/remember";
import { Sidebar } from "@/components/shell/sidebar";
import { TabBar } from "@/components/shell/tab-bar";
import { mayDo } from "@/lib/access/permissions";
import { readActor } from "@/lib/access/read-actor";
import { clock } from "@/lib/clock";
import { consoleMerchants, readHealth } from "@/lib/payments/read-health";
import { healthOptions } from "@/lib/queries/health";
import { makeQueryClient } from "@/lib/queries/query-client";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const asked = await headers();
  const actor = await readActor(asked);
  // The page knows its own address and leads to the sign-in with it.
  if (!actor) return children;
  const jar = await cookies();
  const remembered = (what: keyof typeof REMEMBERED) => decodeURIComponent(jar.get(REMEMBERED[what])?.value ?? "") || null;
  const client = makeQueryClient();
  const [merchants] = await Promise.all([
    consoleMerchants({ actor }),
    client.prefetchQuery({ ...healthOptions(), queryFn: () => readHealth({ actor }) }),
  ]);
  const operator = { email: actor.email, role: actor.role, mayCheck: mayDo(actor.role, "payments.check"), mayReconcile: mayDo(actor.role, "payments.reconcile"), mayTry: mayDo(actor.role, "try_it.send") };
  const address = `${asked.get("x-forwarded-proto") ?? "http"}://${asked.get("host") ?? ""}`;
  return (
    <Providers zone={validZone(remembered("zone"))} shortcuts={remembered("shortcuts") !== "off"} renderedAtMs={clock.now().getTime()}>
      <HydrationBoundary state={dehydrate(client)}>
        <ConsoleProvider value={{ operator, merchants, remembered: remembered("merchant"), address }}>
          <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:left-2 focus:top-2 focus:z-50 focus:rounded-md focus:bg-popover focus:px-3 focus:py-2">Skip to the page</a>
          <div className="grid h-dvh grid-cols-[216px_minmax(0,1fr)] max-sm:block">
            <Sidebar />
            <main id="main" tabIndex={-1} className="relative my-2 mr-2 flex min-w-0 flex-col overflow-hidden rounded-xl border bg-card shadow-panel outline-none max-sm:m-0 max-sm:h-dvh max-sm:rounded-none max-sm:border-0 max-sm:pb-14">
              {children}
            </main>
          </div>
          <TabBar />
        </ConsoleProvider>
      </HydrationBoundary>
    </Providers>
  );
}

/** A cookie is whatever the browser holds: a zone that does not exist is UTC. */
function validZone(zone: string | null): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
