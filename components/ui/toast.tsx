"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { Check, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";

/** Long enough to read two lines. */
const SHOWN_MS = 6_000;

/** Where messages that need no answer appear; read out politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider timeout={SHOWN_MS} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed bottom-5 left-1/2 z-50 flex w-[min(560px,calc(100vw-32px))] -translate-x-1/2 flex-col items-center gap-2 max-sm:bottom-[72px]">
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function List() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className="settle flex w-fit max-w-full items-center gap-2.5 rounded-xl bg-inverse px-4 py-2.5 text-inverse-foreground shadow-float data-ending-style:opacity-0 data-starting-style:opacity-0">
      {toast.type === "error" ? <TriangleAlert className="size-4 shrink-0" aria-hidden /> : <Check className="size-4 shrink-0" aria-hidden />}
      <Base.Content className="min-w-0">
        <Base.Title className="font-medium" />
        <Base.Description className="text-xs text-inverse-muted" />
      </Base.Content>
      <Base.Close aria-label="Close" className="grid size-6 place-items-center rounded-md text-inverse-muted hover:text-inverse-foreground"><X className="size-3.5" aria-hidden /></Base.Close>
    </Base.Root>
  ));
}

/** Says something that happened: `say("Asked Stripe", "succeeded")`. */
export function useToast(): (title: string, description?: string, type?: "error") => void {
  const manager = Base.useToastManager();
  return (title, description, type) => {
    manager.add({ title, description, type });
  };
}
