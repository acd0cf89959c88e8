import { expect, test } from "vitest";
import { matching } from "./traceFilter";
import type { TraceSummary } from "./waterfall";

function trace(title: string, spans: number, failures: number): TraceSummary {
  const startedAt = new Date(0);
  return { id: `id-${title}`, title, room: "broker", startedAt, total: 1, spans, failures, rooms: ["broker"] };
}

const TRACES = [trace("POST /orders", 9, 1), trace("GET /orders", 2, 0), trace("GET /health", 1, 1)];

function titles(text: string, singles: boolean, failedOnly: boolean): string[] {
  return matching(TRACES, { text, singles, failedOnly }).map((found) => found.title);
}

test("calls that led to nothing else are left out unless they are asked for", () => {
  expect(titles("", false, false)).toEqual(["POST /orders", "GET /orders"]);
  expect(titles("", true, false)).toHaveLength(3);
});

test("text is looked for in titles, ids and rooms", () => {
  expect(titles(" get ", true, false)).toEqual(["GET /orders", "GET /health"]);
  expect(titles("BROKER", true, false)).toHaveLength(3);
  expect(titles("id-POST", true, false)).toEqual(["POST /orders"]);
});

test("what failed can be had alone", () => {
  expect(titles("", true, true)).toEqual(["POST /orders", "GET /health"]);
});
