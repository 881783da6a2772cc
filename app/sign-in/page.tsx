import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Mark } from "@/components/shell/mark";
import { SignInForm } from "@/components/shell/sign-in-form";
import { readActor } from "@/lib/access/read-actor";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const asked = await headers();
  const next = ownPath((await searchParams).next);
  if (await readActor(asked)) redirect(next);
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] place-items-center bg-background">
      <main className="w-[360px] max-w-[calc(100vw-32px)] rounded-xl border bg-card p-8 shadow-float max-sm:p-6">
        <Mark className="mb-4 size-[34px] text-primary" />
        <h1 className="text-xl font-semibold tracking-[-0.018em]">Sign in to Latchkey</h1>
        <p className="text-muted-foreground">{asked.get("host")}</p>
        <SignInForm next={next} />
        <p className="mt-[18px] text-xs text-muted-foreground">Lost access? An admin of this installation can reset it. Nothing is mailed.</p>
      </main>
      <footer className="flex gap-[22px] p-5 text-xs text-muted-foreground"><span>All times UTC</span></footer>
    </div>
  );
}

/** Where to go afterwards: an address of this console, whatever the link says. */
function ownPath(next: string | string[] | undefined): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/payments";
}
