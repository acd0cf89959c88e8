const GOOD = ["ready", "succeeded", "active", "enabled", "published", "ok"];
const BAD = ["failed", "timedout", "faulted", "stopping"];
const BUSY = ["running", "waiting", "starting", "creating", "updating", "accepted"];

/** A state in words, with a dot of its colour; the words alone say everything. */
export function State({ of }: { readonly of: string }) {
  return (
    <span className="state">
      <span className={`dot ${tone(of)}`} aria-hidden="true" />
      {of}
    </span>
  );
}

function tone(state: string): string {
  const word = state.toLowerCase();
  return GOOD.includes(word) ? "good" : BAD.includes(word) ? "bad" : BUSY.includes(word) ? "busy" : "";
}
