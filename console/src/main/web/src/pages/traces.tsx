import { useState } from "react";
import type { NodeApi } from "../api/node";
import { count, duration, moment } from "../model/format";
import { matching, type TraceFilter } from "../model/traceFilter";
import { summarise, type TraceSummary } from "../model/waterfall";
import { Page } from "../parts/page";
import { Room } from "../parts/room";
import { Table, type Column } from "../parts/table";
import { usePolled } from "../parts/usePolled";

const MOST = 300;

const COLUMNS: Column<TraceSummary>[] = [
  { title: "What came in", cell: (trace) => <a href={`#/traces/${trace.id}`}>{trace.title}</a> },
  { title: "Started", numeric: true, cell: (trace) => moment(trace.startedAt) },
  { title: "Duration", numeric: true, cell: (trace) => duration(trace.total) },
  { title: "Spans", numeric: true, cell: (trace) => count(trace.spans) },
  {
    title: "Failed",
    numeric: true,
    cell: (trace) =>
      trace.failures === 0 ? "0" : <strong className="bad">{count(trace.failures)}</strong>,
  },
  {
    title: "Rooms",
    cell: (trace) => (
      <span>
        {trace.rooms.map((room) => (
          <Room key={room} name={room} />
        ))}
      </span>
    ),
  },
];

async function load(api: NodeApi, signal: AbortSignal): Promise<TraceSummary[]> {
  const traces = await api.traces(MOST, signal);
  return traces.map(summarise).filter((summary) => summary !== undefined);
}

/** The latest traces. */
export function TracesPage() {
  const polled = usePolled(load);
  const [filter, setFilter] = useState<TraceFilter>({ text: "", singles: false, failedOnly: false });
  return (
    <Page title="Traces" polled={polled}>
      {(traces) => {
        const shown = matching(traces, filter);
        return (
          <>
            <div className="filter">
              <input
                type="search"
                aria-label="Find traces"
                placeholder="Find by address, room or trace id"
                value={filter.text}
                onChange={(event) => setFilter({ ...filter, text: event.target.value })}
              />
              <Choice
                label="Only failed"
                checked={filter.failedOnly}
                onChange={(failedOnly) => setFilter({ ...filter, failedOnly })}
              />
              <Choice
                label="Single calls too"
                checked={filter.singles}
                onChange={(singles) => setFilter({ ...filter, singles })}
              />
              <span className="quiet" role="status">
                {count(shown.length)} of the latest {count(traces.length)}
              </span>
            </div>
            <Table
              label="Traces"
              columns={COLUMNS}
              rows={shown}
              keyOf={(trace) => trace.id}
              none="There is no such trace."
            />
          </>
        );
      }}
    </Page>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Choice({ label, checked, onChange }: ChoiceProps) {
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
