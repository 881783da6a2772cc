import { describe, expect, it } from "vitest";
import { ProblemError } from "@/lib/errors";
import { type Actor, mayDo, ROLES, requirePermission } from "./permissions";

const actor = (role: Actor["role"], merchants: Actor["merchants"] = "all"): Actor => ({ operatorId: "o", email: "o@example.com", role, merchants });
const refusal = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof ProblemError ? error.code : "another error";
  }
};

describe("roles", () => {
  it("viewers and auditors change nothing", () => {
    for (const role of ["viewer", "auditor"] as const) {
      for (const action of ["payments.check", "payments.reconcile", "verdict.propose", "verdict.decide", "try_it.send", "operators.manage"] as const) {
        expect(refusal(() => requirePermission(actor(role), action, "m"))).toBe("forbidden");
      }
    }
  });

  it("everybody with a session reads payments", () => {
    for (const role of ROLES) expect(mayDo(role, "payments.read")).toBe(true);
  });

  it("a merchant of somebody else looks like one that does not exist", () => {
    expect(refusal(() => requirePermission(actor("admin", ["mine"]), "payments.read", "theirs"))).toBe("not_found");
    expect(refusal(() => requirePermission(actor("admin", ["mine"]), "payments.read", "mine"))).toBeNull();
  });

  it("only admins set the installation up", () => {
    expect(ROLES.filter((role) => mayDo(role, "operators.manage"))).toEqual(["admin"]);
  });
});
