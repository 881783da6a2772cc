import type { Metadata } from "next";
import Link from "next/link";
import { Mark } from "@/components/shell/mark";

export const metadata: Metadata = { title: "Nothing here" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh grid-cols-1 place-items-center bg-background p-6">
      <div className="w-[420px] max-w-full">
        <Mark className="mb-4 size-[34px] text-primary" />
        <h1 className="text-xl font-semibold tracking-[-0.018em]">Nothing here</h1>
        <p className="mt-1 text-muted-foreground">There is no such page, or it is about something that you may not see.</p>
        <Link href="/payments" className="mt-4 inline-block font-medium text-link hover:underline">Go to the payments</Link>
      </div>
    </main>
  );
}
