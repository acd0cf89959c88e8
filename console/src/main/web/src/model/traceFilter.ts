import type { TraceSummary } from "./waterfall";

/** Which traces a list shows. */
export interface TraceFilter {
  /** In the title, the id or a room; nothing for all. */
  readonly text: string;
  /** Whether calls that led to nothing else are shown. */
  readonly singles: boolean;
  readonly failedOnly: boolean;
}

export function matching(traces: readonly TraceSummary[], filter: TraceFilter): TraceSummary[] {
  const wanted = filter.text.trim().toLowerCase();
  return traces.filter(
    (trace) =>
      (filter.singles || trace.spans > 1) &&
      (!filter.failedOnly || trace.failures > 0) &&
      [trace.title, trace.id, ...trace.rooms].some((text) => text.toLowerCase().includes(wanted)),
  );
}
