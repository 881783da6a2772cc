import { expect, test } from "vitest";
import { FAULT_DURATION_MAX_MS, FAULTS, parseFaultOrder, parseFaultOrders } from "./faults";

test("an order is a name, with a duration and a number of times where they are wanted", () => {
  expect(parseFaultOrder("slow")).toEqual({ name: "slow", durationMs: FAULTS.slow.durationMs, times: null });
  expect(parseFaultOrder(" slow:80*2 ")).toEqual({ name: "slow", durationMs: 80, times: 2 });
  expect(parseFaultOrder("slow:9999999")?.durationMs).toBe(FAULT_DURATION_MAX_MS);
});

test.each(["", "no_such_fault", "slow:", "slow:-1", "slow*", "toString", "slow:1:2"])("%s is no order", (text) => {
  expect(parseFaultOrder(text)).toBeNull();
});

test("orders join, and what is none of them is left out", () => {
  expect(parseFaultOrders("charge_then_500+nonsense+notification_lost").map((order) => order.name)).toEqual(["charge_then_500", "notification_lost"]);
});
