"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "./button";
import { cn } from "./class-names";

type Props = { open: boolean; onOpenChange(open: boolean): void; title: string; description?: ReactNode; children: ReactNode; className?: string };

/** A dialog over the page: focus goes in, Escape and the backdrop close it, focus comes back. */
export function Dialog({ open, onOpenChange, title, description, children, className }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="settle fixed inset-0 z-40 bg-black/35 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className={cn(
          "settle fixed left-1/2 top-1/2 z-50 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-[460px] -translate-x-1/2 -translate-y-1/2 flex-col overflow-auto rounded-xl border bg-popover p-5 text-popover-foreground shadow-float",
          "data-ending-style:opacity-0 data-starting-style:opacity-0", className,
        )}>
          <Base.Title className="pr-8 text-lg font-semibold tracking-tight">{title}</Base.Title>
          {description && <Base.Description className="mt-1 text-muted-foreground">{description}</Base.Description>}
          <Base.Close aria-label="Close" className={buttonClass("ghost", "icon", "absolute! right-3 top-3")}><X aria-hidden /></Base.Close>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
