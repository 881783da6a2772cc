"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { Dialog } from "../ui/dialog";
import { remember } from "./remember";

type Shortcuts = { enabled: boolean; setEnabled(enabled: boolean): void; openSheet(): void };
const ShortcutsContext = createContext<Shortcuts>({ enabled: true, setEnabled: () => undefined, openSheet: () => undefined });

const KEYS: readonly [key: string, does: string][] = [
  ["⌘K", "Find a payment by key, id, processor id or reference (Ctrl K elsewhere)"],
  ["/", "Filter this list"],
  ["j", "Next row"],
  ["k", "Previous row"],
  ["x", "Select the row"],
  ["Enter", "Open the row"],
  ["Esc", "Clear the selection"],
  ["?", "This sheet"],
];

/** Single-key shortcuts, and the sheet that lists them. They can be switched off (WCAG 2.1.4); ⌘K has a modifier and stays. */
export function ShortcutsProvider({ enabled: initial, children }: { enabled: boolean; children: ReactNode }) {
  const [enabled, setShown] = useState(initial);
  const [open, setOpen] = useState(false);
  const value = useMemo<Shortcuts>(() => ({
    enabled,
    setEnabled: (next) => {
      remember("shortcuts", next ? "on" : "off");
      setShown(next);
    },
    openSheet: () => setOpen(true),
  }), [enabled]);
  useKeys({ "?": () => setOpen(true) }, enabled);
  return (
    <ShortcutsContext value={value}>
      {children}
      <Dialog open={open} onOpenChange={setOpen} title="Keyboard">
        <dl className="mt-4 grid grid-cols-[64px_1fr] items-baseline gap-x-3 gap-y-2">
          {KEYS.map(([key, does]) => (
            <div key={key} className="contents"><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>
          ))}
        </dl>
        <label className="mt-5 flex min-h-6 items-center gap-2 border-t pt-4">
          <input type="checkbox" checked={enabled} onChange={(event) => value.setEnabled(event.target.checked)} className="size-4 accent-(--primary)" />
          Single-key shortcuts
        </label>
      </Dialog>
    </ShortcutsContext>
  );
}

export const useShortcuts = (): Shortcuts => useContext(ShortcutsContext);

/** Listens for single keys while nobody types and no dialog or menu is open. */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const act = keys[event.key];
      if (act) act(event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
