import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Actor } from "@/lib/access/permissions";
import { readActor } from "@/lib/access/read-actor";

/** Who is signed in; nobody is led to the sign-in, and from there back to this address. */
export async function requireActor(address: string): Promise<Actor> {
  const actor = await readActor(await headers());
  if (!actor) redirect(`/sign-in?next=${encodeURIComponent(address)}`);
  return actor;
}
