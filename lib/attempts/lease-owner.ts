import { hostname } from "node:os";
import { newId } from "@/lib/id";

const owner = `${hostname()}/${process.pid}/${newId().slice(-8)}`;

/** Who holds a lease: this process, told apart from a later one with the same pid. */
export function leaseOwner(): string {
  return owner;
}
