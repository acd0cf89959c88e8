import { useState } from "react";
import type { NodeApi } from "../api/node";
import { count, duration, moment } from "../model/format";
import { summarise, type TraceSummary } from "../model/waterfall";
import { Page } from "../parts/page";
import { Room } from "../parts/room";
import { Table } from "../parts/table";
import { usePolled } from "../parts/usePolled";

const MOST = 300;

async function load(api: NodeApi, signal: AbortSignal): Promise<TraceSummary[]> {
  const traces = await api.traces(MOST, signal);
  return traces.map(summarise).filter((summary) => summary !== undefined);
}

/** The latest traces. */
export function TracesPage() {
  const polled = usePolled(load);
  const [all, setAll] = useState(false);
  return (
    <Page title="Traces" polled={polled}>
      {(traces) => {
        const shown = all ? traces : traces.filter((trace) => trace.spans > 1);
        return (
          <>
            <label className="choice">
              <input
                type="checkbox"
                checked={all}
                onChange={(event) => setAll(event.target.checked)}
              />
              Show single calls too ({count(traces.length - traces.filter((t) => t.spans > 1).length)})
            </label>
            <Table
              label="Traces"
              columns={[
                {
                  title: "What came in",
                  cell: (trace) => <a href={`#/traces/${trace.id}`}>{trace.title}</a>,
                },
                { title: "Started", cell: (trace) => moment(trace.startedAt) },
                { title: "Duration", numeric: true, cell: (trace) => duration(trace.total) },
                { title: "Spans", numeric: true, cell: (trace) => count(trace.spans) },
                {
                  title: "Failed",
                  numeric: true,
                  cell: (trace) =>
                    trace.failures === 0 ? "0" : <strong className="bad">{trace.failures}</strong>,
                },
                {
                  title: "Rooms",
                  cell: (trace) => trace.rooms.map((room) => <Room key={room} name={room} />),
                },
              ]}
              rows={shown}
              keyOf={(trace) => trace.id}
              none="No trace of more than one span yet."
            />
          </>
        );
      }}
    </Page>
  );
}
