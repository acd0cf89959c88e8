import type { NodeApi } from "../api/node";
import type { Entity, Resource } from "../api/types";

/** A queue, a topic, or (below its topic) a subscription. */
export interface EntityRow {
  readonly id: string;
  readonly name: string;
  readonly kind: "queue" | "topic" | "subscription";
  readonly entity: Entity;
}

export interface Namespace {
  readonly id: string;
  readonly name: string;
  readonly sku: string;
  readonly entities: EntityRow[];
}

/** Loads every messaging namespace with its entities and their counts. */
export async function loadNamespaces(api: NodeApi, signal: AbortSignal): Promise<Namespace[]> {
  const found = await api.resources("Microsoft.ServiceBus/namespaces", signal);
  return Promise.all(
    found.map(async ({ id, name, sku }) => ({
      id,
      name,
      sku: sku?.name ?? "",
      entities: await loadEntities(api, id, signal),
    })),
  );
}

async function loadEntities(api: NodeApi, id: string, signal: AbortSignal): Promise<EntityRow[]> {
  const [queues, topics] = await Promise.all([
    api.list<Resource<Entity>>(`${id}/queues`, signal),
    api.list<Resource<Entity>>(`${id}/topics`, signal),
  ]);
  const subscriptions = await Promise.all(
    topics.map((topic) => api.list<Resource<Entity>>(`${topic.id}/subscriptions`, signal)),
  );
  return [
    ...queues.map((queue) => row("queue", queue)),
    ...topics.flatMap((topic, index) => [
      row("topic", topic),
      ...(subscriptions[index] ?? []).map((subscription) => row("subscription", subscription)),
    ]),
  ];
}

function row(kind: EntityRow["kind"], resource: Resource<Entity>): EntityRow {
  return { id: resource.id, name: resource.name, kind, entity: resource.properties };
}

/** Adds up a count over what holds messages; a topic only hands them on. */
export function sum(
  namespaces: readonly Namespace[],
  count: "activeMessageCount" | "deadLetterMessageCount" | "scheduledMessageCount",
): number {
  return namespaces
    .flatMap((namespace) => namespace.entities)
    .filter((row) => row.kind !== "topic" || count === "scheduledMessageCount")
    .reduce((total, row) => total + (row.entity.countDetails?.[count] ?? 0), 0);
}
