/** A key that is the letter L: bow, shank, and one bit turned up into a latch. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="square" className={className} aria-hidden>
      <circle cx="7.5" cy="6" r="3.75" />
      <path d="M7.5 10v10.25h10.75v-4.5" />
      <path d="M12.75 20v-2.75" />
    </svg>
  );
}
