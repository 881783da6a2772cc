"use client";

import { ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { cn } from "../ui/class-names";
import { Menu, MenuChoice } from "../ui/menu";
import { useConsole, useMerchant } from "./console-context";
import { HealthLines } from "./health-lines";
import { Mark } from "./mark";
import { isCurrent, NAV_ITEMS, type NavItem } from "./nav-items";
import { OperatorMenu } from "./operator-menu";
import { remember } from "./remember";
import { useStuckCount } from "./use-stuck-count";

/** 216 px of where one is: the merchant, the pages, how the installation is, who is signed in. */
export function Sidebar() {
  const merchant = useMerchant();
  return (
    <aside aria-label="Console" className="flex flex-col gap-0.5 px-2.5 pb-3 pt-3.5 text-sidebar-foreground max-sm:hidden">
      <div className="mb-2.5 flex h-7 items-center gap-2 px-2 text-base font-semibold tracking-[-0.015em] text-foreground">
        <Mark className="size-[19px] text-primary" />Latchkey
        {merchant?.mode && (
          <span className={cn("ml-auto rounded-[4px] border border-border-strong px-1.5 text-2xs font-medium tracking-normal text-muted-foreground", merchant.mode === "test" && "border-dashed")}>
            {merchant.mode === "test" ? "Test" : "Live"}
          </span>
        )}
      </div>
      <MerchantSwitch />
      <nav aria-label="Main" className="flex flex-col gap-0.5">
        {NAV_ITEMS.map((item, index) => (
          <div key={item.href} className="contents">
            {index > 0 && NAV_ITEMS[index - 1]?.group !== item.group && <div className="px-2 pb-1 pt-3.5 text-2xs font-medium text-muted-foreground">{item.group}</div>}
            <NavLink item={item} merchant={merchant?.name ?? null} />
          </div>
        ))}
      </nav>
      <div className="mt-auto flex flex-col gap-1.5 px-2 text-xs">
        <HealthLines />
        <OperatorMenu />
      </div>
    </aside>
  );
}

function NavLink({ item, merchant }: { item: NavItem; merchant: string | null }) {
  const on = isCurrent(item, usePathname());
  const stuck = useStuckCount();
  const Icon = item.icon;
  return (
    <Link
      href={merchant ? `${item.href}?merchant=${encodeURIComponent(merchant)}` : item.href} aria-current={on ? "page" : undefined}
      className={cn("settle flex h-[30px] items-center gap-[9px] rounded-md px-2 font-medium", on ? "bg-sidebar-accent text-foreground" : "hover:bg-sidebar-accent/60")}
    >
      <Icon className={cn("size-[15px]", on ? "text-foreground" : "text-muted-foreground")} aria-hidden />{item.label}
      {item.href === "/payments" && stuck !== null && stuck !== "0" && (
        <span className="ml-auto text-xs text-status-stuck"><span className="sr-only">stuck: </span>{stuck}</span>
      )}
    </Link>
  );
}

function MerchantSwitch() {
  const { merchants } = useConsole();
  const merchant = useMerchant();
  const router = useRouter();
  const pathname = usePathname();
  if (!merchant) return null;
  const choose = (name: string) => {
    remember("merchant", name);
    const section = NAV_ITEMS.find((item) => isCurrent(item, pathname))?.href ?? "/payments";
    router.push(`${section}?merchant=${encodeURIComponent(name)}`);
  };
  return (
    <Menu
      triggerClass="mb-2.5 flex h-9 items-center gap-2 rounded-md border border-border-strong bg-card px-2 text-left font-medium text-foreground"
      trigger={<>
        <span aria-hidden className="grid size-[18px] place-items-center rounded-[4px] bg-accent text-[10px] font-semibold uppercase">{merchant.name.slice(0, 1)}</span>
        <span className="min-w-0 truncate"><span className="sr-only">Merchant: </span>{merchant.name}</span>
        <ChevronsUpDown className="ml-auto size-3.5 text-muted-foreground" aria-hidden />
      </>}
    >
      <MenuChoice label="Merchant" value={merchant.name} options={merchants.map(({ name }) => ({ value: name, label: name }))} onChange={choose} />
    </Menu>
  );
}
