import { useEffect, type ReactNode } from "react";
import type { Polled } from "./usePolled";

interface PageProps<T> {
  readonly title: string;
  /** The pages above, as name and address. */
  readonly above?: readonly (readonly [string, string])[];
  readonly polled: Polled<T>;
  readonly children: (data: T) => ReactNode;
}

/** A page that shows something of the node: its heading, what is wrong, and the thing itself. */
export function Page<T>({ title, above = [], polled, children }: PageProps<T>) {
  useEffect(() => {
    document.title = `${title} · Trunkline`;
  }, [title]);
  return (
    <>
      <div className="heading">
        {above.length > 0 && (
          <p className="above">
            {above.map(([name, href]) => (
              <span key={href}>
                <a href={href}>{name}</a> /{" "}
              </span>
            ))}
          </p>
        )}
        <h1>{title}</h1>
      </div>
      {polled.problem !== undefined && (
        <p className="problem" role="alert">
          {polled.problem}
          {polled.data !== undefined && " What you see is from before."}
        </p>
      )}
      {polled.data !== undefined ? (
        children(polled.data)
      ) : polled.problem === undefined ? (
        <p className="quiet" role="status">
          Loading …
        </p>
      ) : null}
    </>
  );
}

/** A part of a page under a heading of its own. */
export function Section({ title, note, children }: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section>
      <h2>
        {title}
        {note !== undefined && <span className="note">{note}</span>}
      </h2>
      {children}
    </section>
  );
}
