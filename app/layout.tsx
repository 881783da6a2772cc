import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { REMEMBERED } from "@/components/shell/remember";
import { THEME_SCRIPT, THEMES } from "@/components/shell/theme";
import "./globals.css";

export const metadata: Metadata = { title: { template: "%s · Latchkey", default: "Latchkey" } };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const kept = (await cookies()).get(REMEMBERED.theme)?.value;
  const theme = THEMES.find((known) => known === kept) ?? "system";
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}${theme === "dark" ? " dark" : ""}`} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours that must run before the first paint. */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
