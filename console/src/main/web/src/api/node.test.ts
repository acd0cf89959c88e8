import { afterEach, expect, test, vi } from "vitest";
import { NodeApi, versionOf } from "./node";

const ORIGIN = "https://node.example";
const SUBSCRIPTION = "/subscriptions/s";

/** A node that answers from a table of paths; asked for anything else, it answers 404. */
function nodeWith(answers: Record<string, unknown>, status = 200) {
  const asked: { path: string; headers: Headers }[] = [];
  vi.stubGlobal("location", new URL(ORIGIN + "/console/"));
  vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
    asked.push({ path, headers: new Headers(options.headers) });
    const body = answers[path];
    return new Response(JSON.stringify(body ?? {}), { status: body === undefined ? 404 : status });
  });
  const onExpired = vi.fn();
  return { api: new NodeApi({ token: "secret", tenant: "t" }, onExpired), asked, onExpired };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the last provider of a path decides its API version", () => {
  const namespace = `${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/n`;
  expect(versionOf(namespace + "/queues")).toBe("2021-11-01");
  expect(versionOf(namespace + "/providers/microsoft.eventgrid/eventSubscriptions")).toBe(
    "2022-06-15",
  );
  expect(versionOf(SUBSCRIPTION + "/resources")).toBe("2021-04-01");
});

test("all pages of a list are read, and from this node alone", async () => {
  const first = `${SUBSCRIPTION}/resources?api-version=2021-04-01`;
  const { api, asked } = nodeWith({
    [first]: { value: [1], nextLink: "https://elsewhere.example/next?$skiptoken=a" },
    "/next?$skiptoken=a": { value: [2] },
  });
  expect(await api.list(SUBSCRIPTION + "/resources")).toEqual([1, 2]);
  expect(asked.map((call) => call.path)).toEqual([first, "/next?$skiptoken=a"]);
});

test("every call carries the token, and the trace that consoles share", async () => {
  const { api, asked } = nodeWith({ "/health": { status: "READY" } });
  await api.health();
  await api.health();
  const traces = asked.map((call) => call.headers.get("traceparent")?.split("-")[1]);
  expect(asked[0]?.headers.get("Authorization")).toBe("Bearer secret");
  expect(traces[0]).toMatch(/^636f6e736f6c65[0-9a-f]{18}$/);
  expect(traces[1]).toBe(traces[0]);
});

test("traces that consoles make by looking are not listed", async () => {
  const { api } = nodeWith({
    "/trunkline/traces?limit=2": {
      value: [{ traceId: "636f6e736f6c65000000000000000001" }, { traceId: "4bf92f3577b34da6" }],
    },
  });
  expect((await api.traces(2)).map((trace) => trace.traceId)).toEqual(["4bf92f3577b34da6"]);
});

test("a refusal is told in the node's own words", async () => {
  const path = "/trunkline/traces/t";
  const error = { code: "AuthorizationFailed", message: "You may not read traces." };
  const refusing = nodeWith({ [path]: { error } }, 403);
  await expect(refusing.api.trace("t")).rejects.toThrow("You may not read traces.");
  expect(refusing.onExpired).not.toHaveBeenCalled();
});

test("a token that is no longer good ends the session", async () => {
  const { api, onExpired } = nodeWith({ "/trunkline/traces/t": {} }, 401);
  await expect(api.trace("t")).rejects.toThrow("401");
  expect(onExpired).toHaveBeenCalledOnce();
});

test("a node that is not ready says so all the same", async () => {
  const { api } = nodeWith({ "/health": { status: "STARTING" } }, 503);
  expect(await api.health()).toBe("STARTING");
});
