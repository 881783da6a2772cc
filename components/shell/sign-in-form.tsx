"use client";

import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { fetchJson, OperatorProblem } from "@/lib/queries/fetch-json";
import { Button } from "../ui/button";
import { Field } from "../ui/field";

/** E-mail and password. What was wrong is said once, in one place, and never which of the two. */
export function SignInForm({ next }: { next: string }) {
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setWrong(null);
    try {
      await fetchJson("/api/auth/sign-in/email", { body: { email: form.get("email"), password: form.get("password") } });
      // A whole load: the server renders the console for who is signed in now.
      location.assign(next);
    } catch (error) {
      setWrong(error instanceof OperatorProblem && error.status !== 401 && error.status !== 400 ? error.detail : "That e-mail and password do not belong together.");
      setBusy(false);
      password.current?.focus();
    }
  };
  return (
    <form method="post" onSubmit={submit} className="mt-[22px] flex flex-col gap-3.5">
      <Field label="Email" name="email" type="email" autoComplete="username" required autoFocus inputClassName="h-9" />
      <Field
        label="Password" name="password" type={shown ? "text" : "password"} autoComplete="current-password" required ref={password} error={wrong} inputClassName="h-9 pr-10"
        after={<button type="button" aria-label={shown ? "Hide the password" : "Show the password"} aria-pressed={shown} onClick={() => setShown(!shown)} className="absolute right-1.5 top-1/2 grid size-6 -translate-y-1/2 place-items-center rounded-md">
          {shown ? <EyeOff className="size-3.5" aria-hidden /> : <Eye className="size-3.5" aria-hidden />}
        </button>}
      />
      <Button type="submit" look="primary" busy={busy && "Signing in"} className="h-9">Sign in</Button>
    </form>
  );
}
