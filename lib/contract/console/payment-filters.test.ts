import { describe, expect, it } from "vitest";
import { parsePaymentFilters, paymentFiltersToSearch } from "./payment-filters";

const round = (search: string) => paymentFiltersToSearch(parsePaymentFilters(new URLSearchParams(search)));

describe("the URL is the list's state", () => {
  it("keeps what it means, in one order", () => {
    expect(round("reference=INV-8&status=stuck&merchant=demo&created=24h")).toBe("created=24h&merchant=demo&reference=INV-8&status=stuck");
  });

  it("leaves out what nobody could mean", () => {
    expect(round("status=broken&created=never&from=yesterday&after=pay_1&merchant=")).toBe("");
  });

  it("a span wins over dates, so that a link never holds two", () => {
    expect(round("created=7d&from=2026-01-01T00:00:00Z")).toBe("created=7d");
  });

  it("dates become UTC with milliseconds", () => {
    expect(round("from=2026-01-01T01:00:00%2B01:00")).toBe("from=2026-01-01T00%3A00%3A00.000Z");
  });
});
