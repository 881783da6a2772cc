import { notFound } from "next/navigation";
import { requireActor } from "../require-actor";

/** Paths inside the console that do not exist keep its frame. */
export default async function Rest() {
  await requireActor("/payments");
  notFound();
}
