import type { ReactNode } from "react";
import { Mark } from "@/components/shell/mark";

const PAGES = [
  { href: "/docs", title: "Overview" },
  { href: "/docs/api", title: "Endpoints" },
  { href: "/docs/idempotency", title: "Idempotency" },
  { href: "/docs/problems", title: "Problems" },
  { href: "/api/v1/openapi.json", title: "OpenAPI 3.1" },
  { href: "/payments", title: "Console" },
] as const;

type Page = { current: (typeof PAGES)[number]["href"]; title: string; lead: ReactNode; children: ReactNode };

/** A page of the documentation: it needs no sign-in, no network and no script. */
export function DocsPage({ current, title, lead, children }: Page) {
  return (
    <div className="mx-auto grid min-h-dvh max-w-[1180px] grid-cols-[216px_minmax(0,1fr)] bg-background max-lg:grid-cols-1">
      <a href="#content" className="sr-only focus:not-sr-only focus:p-3">Skip to the content</a>
      <header className="p-4 lg:sticky lg:top-0 lg:h-dvh">
        <a href="/docs" className="flex items-center gap-2 px-2 py-1 font-semibold"><Mark className="size-5 text-primary" />Latchkey docs</a>
        <nav aria-label="Documentation" className="mt-3 flex flex-col gap-0.5 max-lg:flex-row max-lg:flex-wrap">
          {PAGES.map((page) => (
            <a
              key={page.href} href={page.href} aria-current={page.href === current ? "page" : undefined}
              className="flex min-h-8 items-center rounded-md px-2 text-sidebar-foreground hover:bg-sidebar-accent aria-[current]:bg-sidebar-accent aria-[current]:font-medium aria-[current]:text-sidebar-primary"
            >
              {page.title}
            </a>
          ))}
        </nav>
      </header>
      <main id="content" className="m-2 rounded-[10px] border bg-card px-8 py-7 max-sm:px-4">
        <div className="mb-6 max-w-[72ch]">
          <h1 className="text-xl leading-7">{title}</h1>
          <p className="mt-1 text-muted-foreground">{lead}</p>
        </div>
        {children}
      </main>
    </div>
  );
}

export function DocsSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="mt-8 flex max-w-[92ch] scroll-mt-6 flex-col gap-3">
      <h2 id={`${id}-title`} className="text-[0.9375rem] leading-6">{title}</h2>
      {children}
    </section>
  );
}
