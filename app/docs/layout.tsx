import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: { template: "%s · Latchkey docs", default: "Latchkey docs" } };

export default function DocsLayout({ children }: { children: ReactNode }) {
  return children;
}
