import type { Span, Trace } from "../api/types";

/** A span in its place: below its parent, at its share of the whole time. */
export interface Bar {
  readonly span: Span;
  readonly depth: number;
  /** Start and length as shares of the whole, 0 to 1. */
  readonly start: number;
  readonly length: number;
  /** Milliseconds after the first span of the trace. */
  readonly offset: number;
}

export interface Waterfall {
  readonly bars: Bar[];
  /** Milliseconds from the first start to the last end. */
  readonly total: number;
}

/**
 * Lays a trace out: every span below its parent, siblings in the order of their starts. A span
 * whose parent is not there (it ran elsewhere, or is still running) stands at the top.
 */
export function layOut(spans: readonly Span[]): Waterfall {
  if (spans.length === 0) {
    return { bars: [], total: 0 };
  }
  const begin = Math.min(...spans.map((span) => span.startedAt));
  const end = Math.max(...spans.map((span) => span.startedAt + span.durationNanos));
  const whole = Math.max(1, end - begin);
  const known = new Set(spans.map((span) => span.spanId));
  const children = new Map<string | null, Span[]>();
  for (const span of spans.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const parent = isBelow(span, known) ? span.parentSpanId : null;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }

  const bars: Bar[] = [];
  const placed = new Set<Span>();
  const place = (span: Span, depth: number): void => {
    if (placed.has(span)) {
      return;
    }
    placed.add(span);
    bars.push({
      span,
      depth,
      start: (span.startedAt - begin) / whole,
      length: span.durationNanos / whole,
      offset: (span.startedAt - begin) / 1e6,
    });
    children.get(span.spanId)?.forEach((child) => place(child, depth + 1));
  };
  children.get(null)?.forEach((root) => place(root, 0));
  // Spans that name each other as parents are shown too.
  spans.forEach((span) => place(span, 0));
  return { bars, total: (end - begin) / 1e6 };
}

function isBelow(span: Span, known: ReadonlySet<string>): boolean {
  const parent = span.parentSpanId;
  return parent !== null && parent !== span.spanId && known.has(parent);
}

/** Says what a span did, in the words of its attributes. */
export function describe(span: Span): string {
  const of = span.attributes ?? {};
  const method = of["http.request.method"];
  if (of["workflow.action"] !== undefined) {
    return of["workflow.action"];
  }
  if (of["workflow.trigger"] !== undefined) {
    return `${span.name} ${of["workflow.name"] ?? ""} (${of["workflow.trigger"]})`.replace("  ", " ");
  }
  if (of["event.subscription"] !== undefined) {
    return `${span.name} to ${of["event.subscription"]}`;
  }
  const destination = of["messaging.destination.name"];
  if (destination !== undefined && !span.name.includes(destination)) {
    return `${span.name} ${destination}`;
  }
  if (method !== undefined && of["url.path"] !== undefined) {
    return `${method} ${of["url.path"]}`;
  }
  return span.name;
}

/** What a list shows of a trace. */
export interface TraceSummary {
  readonly id: string;
  readonly title: string;
  readonly room: string;
  readonly startedAt: Date;
  readonly total: number;
  readonly spans: number;
  readonly failures: number;
  readonly rooms: string[];
}

export function summarise(trace: Trace): TraceSummary | undefined {
  const { bars, total } = layOut(trace.spans);
  const first = bars[0]?.span;
  if (first === undefined) {
    return undefined;
  }
  return {
    id: trace.traceId,
    title: describe(first),
    room: first.room,
    startedAt: new Date(first.startedAt / 1e6),
    total,
    spans: trace.spans.length + trace.left,
    failures: trace.spans.filter((span) => span.failure !== null).length,
    rooms: [...new Set(bars.map((bar) => bar.span.room))],
  };
}
