import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

type Look = "plain" | "primary" | "danger" | "ghost";
type Size = "md" | "sm" | "icon";

const LOOKS: Readonly<Record<Look, string>> = {
  plain: "border-border-strong bg-secondary text-secondary-foreground shadow-panel hover:bg-accent",
  primary: "border-primary bg-primary text-primary-foreground shadow-panel hover:border-primary-hover hover:bg-primary-hover",
  danger: "border-destructive/45 bg-secondary text-destructive shadow-panel hover:bg-status-contradicted-subtle",
  ghost: "border-transparent bg-transparent hover:bg-accent",
};
const SIZES: Readonly<Record<Size, string>> = {
  md: "h-8 px-3 max-sm:h-11",
  sm: "h-7 px-[9px] text-[0.78125rem] max-sm:h-11",
  icon: "size-[30px] p-0 max-sm:size-11",
};

/** The classes of a button, for links that act like one. */
export function buttonClass(look: Look = "plain", size: Size = "md", extra?: string): string {
  return cn(
    "settle relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium",
    "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-default [&_svg]:size-3.5 [&_svg]:shrink-0",
    LOOKS[look], SIZES[size], extra,
  );
}

type Props = ComponentProps<"button"> & {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  /** The label while it works: the button keeps its width and refuses further clicks. */
  busy?: string | false;
};

/** A button: rest, hover, focus, busy (the label changes, the width stays), disabled. */
export function Button({ look = "plain", size = "md", icon, busy = false, className, children, onClick, type = "button", ...rest }: Props) {
  const isBusy = busy !== false;
  return (
    <button type={type} className={buttonClass(look, size, className)} aria-disabled={isBusy || undefined} onClick={isBusy ? (event) => event.preventDefault() : onClick} {...rest}>
      <span className={cn("inline-flex items-center gap-1.5", isBusy && "invisible")} aria-hidden={isBusy || undefined}>{icon}{children}</span>
      {isBusy && (
        <span className="absolute inset-0 flex items-center justify-center gap-1.5">
          <LoaderCircle className="animate-spin" aria-hidden />{busy}
        </span>
      )}
    </button>
  );
}
