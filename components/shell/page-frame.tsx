"use client";

import { Keyboard } from "lucide-react";
import type { ReactNode } from "react";
import { useZone } from "../format/time-context";
import { Button } from "../ui/button";
import { useConsole, useMerchant } from "./console-context";
import { FindBox } from "./find-box";
import { RefreshControl } from "./refresh-control";
import { useShortcuts } from "./shortcuts";

/** The inset panel of every page: a top bar with where one is, search, refresh and time zone, and the page under it. */
export function PageFrame({ crumb, live = false, children }: { crumb: ReactNode; live?: boolean; children: ReactNode }) {
  const { openSheet } = useShortcuts();
  return (
    <>
      <div className="flex h-12 shrink-0 items-center gap-2.5 border-b pl-5 pr-4 max-sm:px-4">
        <div className="flex min-w-0 items-center gap-1.5 font-medium">{crumb}</div>
        <FindBox className="ml-auto w-[312px] min-w-0 max-lg:w-[220px] max-sm:hidden" />
        <WhereOnPhones />
        {live && <RefreshControl />}
        <ZoneButton />
        <Button look="ghost" size="icon" aria-label="Keyboard shortcuts" onClick={openSheet} className="max-sm:hidden"><Keyboard aria-hidden /></Button>
      </div>
      {children}
    </>
  );
}

function WhereOnPhones() {
  const merchant = useMerchant();
  if (!merchant) return null;
  return <span className="ml-auto hidden truncate text-xs text-muted-foreground max-sm:block">{merchant.mode === null ? "" : merchant.mode === "live" ? "Live · " : "Test · "}{merchant.name}</span>;
}

/** UTC, or this browser's zone: for every table and every page alike. */
function ZoneButton() {
  const { zone, setZone } = useZone();
  const toggle = () => setZone(zone === "UTC" ? Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" : "UTC");
  return (
    <Button look="ghost" size="sm" className="text-muted-foreground max-sm:hidden" onClick={toggle} aria-label={`Times are in ${zone}. Change between UTC and local time.`} title="Time zone for all pages">
      {zone === "UTC" ? "UTC" : "Local"}
    </Button>
  );
}

/** The page's title, for pages that are not about one thing. */
export function PageTitle({ children, note }: { children: ReactNode; note?: ReactNode }) {
  return <><h1 className="whitespace-nowrap">{children}</h1>{note && <span className="truncate font-normal text-muted-foreground max-sm:hidden">{note}</span>}</>;
}

/** Notices that hold for every page of an operator who may only look. */
export function useLookOnly(): string | null {
  const { operator } = useConsole();
  return operator.mayCheck ? null : operator.role;
}
