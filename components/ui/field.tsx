import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./class-names";

const inputClass =
  "settle w-full rounded-md border border-input bg-card px-2.5 text-foreground aria-invalid:border-destructive disabled:opacity-60";

type FieldProps = { label: ReactNode; hint?: ReactNode; error?: string | null; className?: string };

function Frame({ id, label, hint, error, className, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">{label}</label>
      {children}
      {error ? (
        <p id={`${id}-error`} className="mt-1 flex items-center gap-1.5 text-xs text-destructive"><CircleAlert className="size-3.5 shrink-0" aria-hidden />{error}</p>
      ) : hint ? <p id={`${id}-hint`} className="mt-1 text-xs text-muted-foreground">{hint}</p> : null}
    </div>
  );
}

const describedBy = (id: string, error: unknown, hint: unknown) => (error ? `${id}-error` : hint ? `${id}-hint` : undefined);

/** A labelled line of text, with its hint or what is wrong with it. */
export function Field({ label, hint, error, className, after, inputClassName, ...input }: FieldProps & Omit<ComponentProps<"input">, "className"> & { after?: ReactNode; inputClassName?: string }) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <div className="relative">
        <input id={id} aria-invalid={error ? true : undefined} aria-describedby={describedBy(id, error, hint)} className={cn(inputClass, "h-8 max-sm:h-11", inputClassName)} {...input} />
        {after}
      </div>
    </Frame>
  );
}

/** The same for several lines. */
export function TextArea({ label, hint, error, className, ...input }: FieldProps & Omit<ComponentProps<"textarea">, "className">) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <textarea id={id} aria-invalid={error ? true : undefined} aria-describedby={describedBy(id, error, hint)} className={cn(inputClass, "min-h-16 py-1.5")} {...input} />
    </Frame>
  );
}
