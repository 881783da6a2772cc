import { Skeleton } from "../ui/skeleton";

/** As many rows as a screen holds. */
const ROWS = Array.from({ length: 18 }, (_, index) => index);

/** Rows of the same height as the real ones, while the first page loads. */
export function PaymentsSkeleton() {
  return (
    <div role="status" aria-label="Loading payments" className="overflow-hidden">
      <div className="h-8 border-b" />
      {ROWS.map((row) => (
        <div key={row} className="flex h-9 items-center gap-6 border-b px-5">
          <Skeleton className="size-[15px]" /><Skeleton className="w-[78px]" /><Skeleton className="w-[66px]" /><Skeleton className="w-60 max-sm:w-24" />
        </div>
      ))}
    </div>
  );
}
