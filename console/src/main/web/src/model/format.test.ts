import { expect, test } from "vitest";
import { between, bytes, count, duration, moment } from "./format";

test("durations read in their own unit", () => {
  expect(duration(0)).toBe("0 ms");
  expect(duration(0.0123)).toBe("12 µs");
  expect(duration(4.25)).toBe("4.3 ms");
  expect(duration(432.6)).toBe("433 ms");
  expect(duration(8_977.5)).toBe("8.98 s");
  expect(duration(61_000)).toBe("1 min 1 s");
  expect(duration(119_700)).toBe("2 min 0 s");
  expect(duration(3_720_000)).toBe("1 h 2 min");
});

test("what has not ended has no duration", () => {
  expect(between("2026-01-01T00:00:00Z", undefined)).toBe("–");
  expect(between("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.25Z")).toBe("250 ms");
});

test("sizes and counts are grouped", () => {
  expect(bytes(0)).toBe("0 B");
  expect(bytes(1_023)).toBe("1023 B");
  expect(bytes(1_536)).toBe("1.5 KiB");
  expect(bytes(5 * 1024 ** 3)).toBe("5.0 GiB");
  expect(count(1_234_567)).toBe("1,234,567");
  expect(count(undefined)).toBe("–");
});

test("today needs no date", () => {
  const now = new Date(2026, 0, 2, 15, 0, 0);
  expect(moment(new Date(2026, 0, 2, 9, 5, 7), now)).toBe("09:05:07");
  expect(moment(new Date(2026, 0, 1, 23, 59, 59), now)).toBe("Jan 1, 23:59:59");
});
