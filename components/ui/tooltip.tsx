"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";

/** Words for what has none on screen, or the full value of what was shortened. Shown on hover and on focus. */
export function Tooltip({ text, children }: { text: string; children: ReactElement<Record<string, unknown>> }) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={400} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="settle max-w-[min(420px,90vw)] break-all rounded-md bg-inverse px-2 py-1 text-xs text-inverse-foreground shadow-float data-ending-style:opacity-0 data-starting-style:opacity-0">{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
