import { useEffect, useRef, type ReactNode } from "react";
import { useRoute } from "./route";

const PAGES = [
  ["", "Overview"],
  ["messaging", "Messaging"],
  ["workflows", "Workflows"],
  ["events", "Events"],
  ["gateway", "Gateway"],
  ["traces", "Traces"],
] as const;

interface Props {
  readonly live: boolean;
  readonly onLive: (live: boolean) => void;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** The frame around every page: where one is, where one can go, and the way out. */
export function Shell({ live, onLive, onLeave, children }: Props) {
  const route = useRoute();
  const [here = ""] = route;
  const address = route.join("/");
  const shown = useRef(address);
  useEffect(() => {
    // A new page begins at its beginning, for the keyboard and for screen readers too.
    if (shown.current !== address) {
      shown.current = address;
      document.getElementById("content")?.focus({ preventScroll: true });
    }
  }, [address]);
  const skip = () => document.getElementById("content")?.focus();
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={skip}>
        Skip to content
      </button>
      <header className="side">
        <a className="brand" href="#/">
          <Mark /> Trunkline
        </a>
        <nav aria-label="Pages">
          {PAGES.map(([page, title]) => (
            <a key={page} href={`#/${page}`} aria-current={page === here ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <div className="side-end">
          <button
            type="button"
            aria-label="Live updates"
            aria-pressed={live}
            onClick={() => onLive(!live)}
          >
            <span className={live ? "dot good" : "dot"} aria-hidden="true" />
            {live ? "Live" : "Paused"}
          </button>
          <button type="button" onClick={onLeave}>
            Sign out
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M6 10h20M16 10v14M9 24h14" />
    </svg>
  );
}
