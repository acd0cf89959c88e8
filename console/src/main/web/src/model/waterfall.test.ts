import { expect, test } from "vitest";
import type { Span } from "../api/types";
import { describe as describeSpan, layOut, summarise } from "./waterfall";

function span(id: string, parent: string | null, start: number, length: number, more = {}): Span {
  return {
    spanId: id,
    parentSpanId: parent,
    room: "broker",
    name: "send",
    startedAt: start * 1e6,
    durationNanos: length * 1e6,
    failure: null,
    ...more,
  };
}

test("children stand below their parents, in the order of their starts", () => {
  const { bars, total } = layOut([
    span("late", "root", 60, 40),
    span("leaf", "early", 20, 10),
    span("root", null, 0, 100),
    span("early", "root", 10, 30),
  ]);
  expect(bars.map((bar) => [bar.span.spanId, bar.depth])).toEqual([
    ["root", 0],
    ["early", 1],
    ["leaf", 2],
    ["late", 1],
  ]);
  expect(bars[2]).toMatchObject({ start: 0.2, length: 0.1, offset: 20 });
  expect(total).toBe(100);
});

test("a span whose parent ran elsewhere is a root", () => {
  const { bars } = layOut([span("a", "elsewhere", 5, 5), span("b", "a", 6, 1)]);
  expect(bars.map((bar) => bar.depth)).toEqual([0, 1]);
});

test("spans that name each other as parents are shown once", () => {
  const { bars } = layOut([span("a", "b", 0, 1), span("b", "a", 1, 1), span("c", "c", 2, 1)]);
  expect(bars.map((bar) => bar.span.spanId).sort()).toEqual(["a", "b", "c"]);
});

test("an empty trace and one without length are laid out", () => {
  expect(layOut([])).toEqual({ bars: [], total: 0 });
  expect(layOut([span("a", null, 7, 0)]).bars[0]).toMatchObject({ start: 0, length: 0 });
});

test("spans say what they did", () => {
  const http = { "http.request.method": "POST", "url.path": "/shop/orders" };
  expect(describeSpan(span("a", null, 0, 1, { attributes: http }))).toBe("POST /shop/orders");
  const action = { ...http, "workflow.action": "Fulfil" };
  expect(describeSpan(span("a", null, 0, 1, { attributes: action }))).toBe("Fulfil");
  const event = { "event.subscription": "billing" };
  expect(describeSpan(span("a", null, 0, 1, { name: "deliver", attributes: event }))).toBe(
    "deliver to billing",
  );
  const message = { "messaging.destination.name": "orders" };
  expect(describeSpan(span("a", null, 0, 1, { attributes: message }))).toBe("send orders");
  expect(describeSpan(span("a", null, 0, 1))).toBe("send");
});

test("a summary counts what failed and what the node did not keep", () => {
  const spans = [
    span("root", null, 0, 10, { room: "gateway" }),
    span("child", "root", 1, 1, { failure: "status 503" }),
  ];
  expect(summarise({ traceId: "t", spans, left: 3 })).toMatchObject({
    room: "gateway",
    spans: 5,
    failures: 1,
    rooms: ["gateway", "broker"],
  });
  expect(summarise({ traceId: "t", spans: [], left: 0 })).toBeUndefined();
});
