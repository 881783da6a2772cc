import { ArrowLeftRight, FlaskConical, GitCompareArrows, type LucideIcon } from "lucide-react";

export type NavItem = { href: string; label: string; icon: LucideIcon; group: "Work" | "Control" };

/** The pages that exist, in the order of the day. */
export const NAV_ITEMS: readonly NavItem[] = [
  { href: "/payments", label: "Payments", icon: ArrowLeftRight, group: "Work" },
  { href: "/reconciliation", label: "Reconciliation", icon: GitCompareArrows, group: "Work" },
  { href: "/try-it", label: "Try it", icon: FlaskConical, group: "Control" },
];

export const isCurrent = (item: NavItem, pathname: string): boolean => pathname === item.href || pathname.startsWith(`${item.href}/`);
