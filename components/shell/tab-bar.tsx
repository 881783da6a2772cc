"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../ui/class-names";
import { useMerchant } from "./console-context";
import { isCurrent, NAV_ITEMS } from "./nav-items";
import { OperatorMenu } from "./operator-menu";

/** The sidebar of a phone. */
export function TabBar() {
  const pathname = usePathname();
  const merchant = useMerchant();
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-30 hidden h-14 grid-cols-4 border-t bg-card text-2xs max-sm:grid">
      {NAV_ITEMS.map((item) => {
        const on = isCurrent(item, pathname);
        const Icon = item.icon;
        return (
          <Link key={item.href} href={merchant ? `${item.href}?merchant=${encodeURIComponent(merchant.name)}` : item.href} aria-current={on ? "page" : undefined}
            className={cn("grid place-items-center content-center gap-[3px] font-medium focus-visible:-outline-offset-2", on ? "text-foreground" : "text-muted-foreground")}>
            <Icon className="size-[18px]" aria-hidden />{item.label}
          </Link>
        );
      })}
      <OperatorMenu compact />
    </nav>
  );
}
