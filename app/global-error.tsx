"use client";

export default function GlobalError({ reset }: { error: Error; reset(): void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui, sans-serif", padding: 32 }}>
        <title>Latchkey can’t be shown</title>
        <main role="alert">
          <h1>Latchkey can’t be shown</h1>
          <p>Payments that were stored are safe; nothing is sent twice.</p>
          <button type="button" onClick={reset}>Try again</button>
        </main>
      </body>
    </html>
  );
}
