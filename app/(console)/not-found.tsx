import Link from "next/link";
import { PageFrame, PageTitle } from "@/components/shell/page-frame";
import { buttonClass } from "@/components/ui/button";

export default function NotFound() {
  return (
    <PageFrame crumb={<PageTitle>Nothing here</PageTitle>}>
      <div className="grid h-full grid-cols-1 place-items-center p-6">
        <div className="-mt-10 w-[420px] max-w-full">
          <h2 className="text-lg tracking-[-0.012em]">There is no such payment or run</h2>
          <p className="text-muted-foreground">Check the id. What belongs to a merchant that you may not see looks like this too. The search above finds payments by key, id, processor id and reference.</p>
          <Link href="/payments" className={buttonClass("primary", "md", "mt-3.5")}>Go to the payments</Link>
        </div>
      </div>
    </PageFrame>
  );
}
