"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { fetchJson } from "@/lib/queries/fetch-json";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../ui/menu";
import { useConsole } from "./console-context";
import { useShortcuts } from "./shortcuts";
import { applyTheme, type Theme } from "./theme";

const THEME_CHOICES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" },
];

/** Who is signed in, their theme and shortcuts, and the way out. */
export function OperatorMenu({ compact = false }: { compact?: boolean }) {
  const { operator } = useConsole();
  const { enabled, setEnabled } = useShortcuts();
  const [theme, setTheme] = useState<Theme>(() => (typeof document === "undefined" ? "system" : ((document.documentElement.dataset.theme as Theme | undefined) ?? "system")));
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  const signOut = async () => {
    await fetchJson("/api/auth/sign-out", { body: {} }).catch(() => undefined);
    location.assign("/sign-in");
  };
  const initials = operator.email.slice(0, 2).toUpperCase();
  return (
    <Menu
      side="top"
      triggerClass={compact ? "grid place-items-center content-center gap-[3px] font-medium text-muted-foreground" : "-mx-2 mt-1 flex items-center gap-2 border-t px-2 pt-2.5 text-left"}
      trigger={compact ? <><span aria-hidden className="grid size-[18px] place-items-center rounded-full border border-border-strong bg-accent text-[9px] font-semibold text-foreground">{initials}</span>You</> : <>
        <span aria-hidden className="grid size-[22px] shrink-0 place-items-center rounded-full border border-border-strong bg-accent text-[10px] font-semibold leading-none text-foreground">{initials}</span>
        <span className="min-w-0"><span className="block truncate font-medium text-foreground">{operator.email}</span><span className="block text-muted-foreground">{operator.role}<span className="sr-only">, settings and sign out</span></span></span>
      </>}
    >
      <MenuChoice label="Theme" value={theme} options={THEME_CHOICES} onChange={choose} />
      <MenuLine />
      <MenuChoice label="Single-key shortcuts" value={enabled ? "on" : "off"} options={[{ value: "on", label: "On" }, { value: "off", label: "Off" }]} onChange={(value) => setEnabled(value === "on")} />
      <MenuLine />
      <MenuItem onSelect={signOut}><LogOut aria-hidden />Sign out</MenuItem>
    </Menu>
  );
}
