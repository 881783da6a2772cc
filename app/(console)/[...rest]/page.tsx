import { notFound } from "next/navigation";

/** Paths inside the console that do not exist keep its frame. */
export default function Rest() {
  notFound();
}
