import type { Session } from "./signIn";
import type { ListReply, Resource, Subscription, Trace } from "./types";

/** Versions of the management API that the pages are written against, by provider. */
const VERSIONS: Readonly<Record<string, string>> = {
  "microsoft.apimanagement": "2022-08-01",
  "microsoft.eventgrid": "2022-06-15",
  "microsoft.logic": "2019-05-01",
  "microsoft.servicebus": "2021-11-01",
};
const RESOURCES_VERSION = "2021-04-01";
const MAX_PAGES = 20;
/** "console" in hexadecimal: how the trace ids of consoles begin. */
const TRACE_PREFIX = "636f6e736f6c65";

/** A refusal of the node, in its own words. */
export class NodeError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The node's management API, read with the token of whoever signed in. */
export class NodeApi {
  /**
   * All calls of a session share one trace, so that a console that polls does not push the traces
   * of real work out of the node's memory.
   */
  private readonly traceId = TRACE_PREFIX + randomHex(9);
  private subscriptionId: Promise<string> | undefined;

  constructor(
    private readonly session: Session,
    private readonly onExpired: () => void,
  ) {}

  /** Returns the resource id of the node's subscription. */
  subscription(): Promise<string> {
    this.subscriptionId ??= this.list<Subscription>("/subscriptions").then((found) => {
      const first = found[0];
      if (first === undefined) {
        throw new Error("This principal may read no subscription: give it a role.");
      }
      return first.id;
    });
    this.subscriptionId.catch(() => (this.subscriptionId = undefined));
    return this.subscriptionId;
  }

  /** Lists all resources of a type, for example `Microsoft.Logic/workflows`. */
  async resources<P>(type: string, signal?: AbortSignal): Promise<Resource<P>[]> {
    return this.list(`${await this.subscription()}/providers/${type}`, signal);
  }

  /** Lists what is at a path, all of its pages. */
  async list<T>(path: string, signal?: AbortSignal, parameters = ""): Promise<T[]> {
    const found: T[] = [];
    let next: string | undefined = `${path}?api-version=${versionOf(path)}${parameters}`;
    for (let page = 0; next !== undefined && page < MAX_PAGES; page++) {
      const reply: ListReply<T> = await this.get(next, signal);
      found.push(...reply.value);
      next = reply.nextLink === undefined ? undefined : sameOrigin(reply.nextLink);
    }
    return found;
  }

  /** Lists the first `most` of what is at a path. */
  async firstOf<T>(path: string, most: number, signal?: AbortSignal): Promise<T[]> {
    const first = `${path}?api-version=${versionOf(path)}&$top=${most}`;
    return (await this.get<ListReply<T>>(first, signal)).value;
  }

  async resource<P>(id: string, signal?: AbortSignal): Promise<Resource<P>> {
    return this.get(`${id}?api-version=${versionOf(id)}`, signal);
  }

  /** Lists the latest traces but those that consoles make by looking. */
  async traces(most: number, signal?: AbortSignal): Promise<Trace[]> {
    const reply = await this.get<ListReply<Trace>>(`/trunkline/traces?limit=${most}`, signal);
    return reply.value.filter((trace) => !trace.traceId.startsWith(TRACE_PREFIX));
  }

  trace(id: string, signal?: AbortSignal): Promise<Trace> {
    return this.get(`/trunkline/traces/${encodeURIComponent(id)}`, signal);
  }

  /** Returns the state of the node, `READY` where it takes work. */
  async health(signal?: AbortSignal): Promise<string> {
    // Not ready is answered 503, with the state all the same.
    const reply = await this.fetch("/health", signal);
    return ((await reply.json()) as { status: string }).status;
  }

  private async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const reply = await this.fetch(path, signal);
    if (reply.status === 401) {
      this.onExpired();
    }
    if (!reply.ok) {
      throw await refusal(reply);
    }
    return (await reply.json()) as T;
  }

  private fetch(path: string, signal?: AbortSignal): Promise<Response> {
    return fetch(path, {
      headers: {
        Authorization: `Bearer ${this.session.token}`,
        traceparent: `00-${this.traceId}-${randomHex(8)}-01`,
      },
      signal: signal ?? null,
    });
  }
}

async function refusal(reply: Response): Promise<NodeError> {
  const body: unknown = await reply.json().catch(() => ({}));
  const error = (body as { error?: { code?: string; message?: string } }).error;
  return new NodeError(
    reply.status,
    error?.code ?? String(reply.status),
    error?.message ?? `The node answered ${reply.status}.`,
  );
}

/** Returns the API version for a path, by the last provider in it. */
export function versionOf(path: string): string {
  const providers = [...path.matchAll(/\/providers\/([^/?]+)/gi)];
  const last = providers.at(-1)?.[1]?.toLowerCase() ?? "";
  return VERSIONS[last] ?? RESOURCES_VERSION;
}

/** Keeps path and query of a link: the token goes to no other host. */
function sameOrigin(link: string): string {
  const url = new URL(link, location.href);
  return url.pathname + url.search;
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
