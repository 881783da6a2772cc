"use client";

import { buttonClass } from "@/components/ui/button";

export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <main className="grid min-h-dvh grid-cols-1 place-items-center bg-background p-6">
      <div role="alert" className="w-[460px] max-w-full">
        <h1 className="text-xl font-semibold tracking-[-0.018em]">The console can’t be shown</h1>
        <p className="mt-1 text-muted-foreground">Its database may be away. Payments that were stored are safe; nothing is sent twice.{error.digest ? ` Quote ${error.digest} to whoever runs this installation.` : ""}</p>
        <button type="button" onClick={reset} className={buttonClass("primary", "md", "mt-4")}>Try again</button>
      </div>
    </main>
  );
}
