import { useEffect, useState } from "react";
import type { NodeApi } from "../api/node";
import { useNode } from "./nodeContext";

const EVERY_MILLISECONDS = 4_000;

export interface Polled<T> {
  readonly data: T | undefined;
  readonly problem: string | undefined;
}

/**
 * Loads something from the node and keeps it up to date while the page can be seen. What was loaded
 * last stays when a later load fails.
 *
 * @param load must stay the same function between renderings, or loading starts afresh
 */
export function usePolled<T>(load: (api: NodeApi, signal: AbortSignal) => Promise<T>): Polled<T> {
  const { api, live } = useNode();
  const [state, setState] = useState<Polled<T>>({ data: undefined, problem: undefined });

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let loading = false;

    const turn = async () => {
      clearTimeout(timer);
      if (loading || document.hidden) {
        return;
      }
      loading = true;
      try {
        const data = await load(api, abort.signal);
        setState({ data, problem: undefined });
      } catch (error) {
        if (!abort.signal.aborted) {
          setState((before) => ({ data: before.data, problem: messageOf(error) }));
        }
      }
      loading = false;
      if (live && !abort.signal.aborted) {
        timer = setTimeout(turn, EVERY_MILLISECONDS);
      }
    };
    const seen = () => live && void turn();

    void turn();
    document.addEventListener("visibilitychange", seen);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [api, live, load]);
  return state;
}

export function messageOf(error: unknown): string {
  if (error instanceof TypeError) {
    return "The node does not answer.";
  }
  return error instanceof Error ? error.message : String(error);
}
