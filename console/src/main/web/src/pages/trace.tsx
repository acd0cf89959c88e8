import { useCallback, useState } from "react";
import type { NodeApi } from "../api/node";
import { count, duration, moment } from "../model/format";
import { describe, layOut, summarise, type Bar } from "../model/waterfall";
import { Figure, Figures } from "../parts/figures";
import { Page } from "../parts/page";
import { Room, roomClass } from "../parts/room";
import { usePolled } from "../parts/usePolled";

/** One trace as a waterfall; a span opens to show its attributes. */
export function TracePage({ id }: { readonly id: string }) {
  const load = useCallback((api: NodeApi, signal: AbortSignal) => api.trace(id, signal), [id]);
  const polled = usePolled(load);
  const summary = polled.data && summarise(polled.data);
  return (
    <Page title={summary?.title ?? id} above={[["Traces", "#/traces"]]} polled={polled}>
      {(trace) => {
        if (summary === undefined) {
          return <p className="quiet">The node keeps no spans of this trace (any more).</p>;
        }
        const { bars, total } = layOut(trace.spans);
        return (
          <>
            <Figures>
              <Figure title="Started" value={moment(summary.startedAt)} />
              <Figure title="Duration" value={duration(total)} />
              <Figure title="Spans" value={count(summary.spans)} />
              <Figure title="Failed" value={count(summary.failures)} />
            </Figures>
            <p className="legend">
              {summary.rooms.map((room) => (
                <Room key={room} name={room} />
              ))}
              <code>{trace.traceId}</code>
            </p>
            <ol className="waterfall" aria-label="Spans">
              {bars.map((bar) => (
                <Row key={bar.span.spanId} bar={bar} />
              ))}
            </ol>
            {trace.left > 0 && <p className="quiet">{count(trace.left)} more were not kept.</p>}
          </>
        );
      }}
    </Page>
  );
}

function Row({ bar }: { readonly bar: Bar }) {
  const [open, setOpen] = useState(false);
  const { span } = bar;
  const place = { left: `${bar.start * 100}%`, width: `${bar.length * 100}%` };
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="span-name" style={{ paddingInlineStart: `${Math.min(bar.depth, 10)}em` }}>
          {describe(span)}
        </span>
        <span className="track" aria-hidden="true">
          <span className={`bar ${roomClass(span.room)}`} style={place} />
        </span>
        <span className={span.failure === null ? "took" : "took bad"}>
          {span.failure !== null && <span className="unseen">failed, </span>}
          {duration(span.durationNanos / 1e6)}
        </span>
      </button>
      {open && (
        <dl className="attributes">
          <dt>room</dt>
          <dd>{span.room}</dd>
          <dt>operation</dt>
          <dd>{span.name}</dd>
          <dt>starts after</dt>
          <dd>{duration(bar.offset)}</dd>
          {span.failure !== null && (
            <>
              <dt>failure</dt>
              <dd className="bad">{span.failure}</dd>
            </>
          )}
          {Object.entries(span.attributes ?? {})
            .toSorted(([a], [b]) => a.localeCompare(b))
            .map(([name, value]) => (
              <Attribute key={name} name={name} value={value} />
            ))}
        </dl>
      )}
    </li>
  );
}

function Attribute({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
