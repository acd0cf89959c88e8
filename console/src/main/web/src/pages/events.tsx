import type { NodeApi } from "../api/node";
import type { EventDestination, EventSubscription, EventTopic, Resource } from "../api/types";
import { nameOf } from "../model/resourceId";
import { Page, Section } from "../parts/page";
import { State } from "../parts/state";
import { Table, type Column } from "../parts/table";
import { usePolled } from "../parts/usePolled";

interface Source {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly subscriptions: Resource<EventSubscription>[];
}

const TOPICS = "Microsoft.EventGrid/topics";
const SYSTEM_TOPICS = "Microsoft.EventGrid/systemTopics";
/** Resources that raise events of their own and may carry subscriptions directly. */
const RAISING = ["Microsoft.ServiceBus/namespaces", "Microsoft.Storage/storageAccounts"];

async function load(api: NodeApi, signal: AbortSignal): Promise<Source[]> {
  const [topics, systemTopics, ...raising] = await Promise.all([
    api.resources<EventTopic>(TOPICS, signal),
    api.resources<EventTopic>(SYSTEM_TOPICS, signal),
    ...RAISING.map((type) => api.resources<unknown>(type, signal)),
  ]);
  const sourceOf = async (id: string, name: string, note: string, below: string) => ({
    id,
    name,
    note,
    subscriptions: await api.list<Resource<EventSubscription>>(`${id}/${below}`, signal),
  });
  const extensions = "providers/Microsoft.EventGrid/eventSubscriptions";
  const sources = await Promise.all([
    ...topics.map(({ id, name, properties }) =>
      sourceOf(id, name, `topic, ${properties.inputSchema ?? ""}`, "eventSubscriptions"),
    ),
    ...systemTopics.map(({ id, name, properties }) =>
      sourceOf(
        id,
        name,
        `system topic of ${nameOf(properties.source ?? "")}`,
        "eventSubscriptions",
      ),
    ),
    ...raising.flat().map(({ id, name, type }) => sourceOf(id, name, type, extensions)),
  ]);
  const topicIds = new Set([...topics, ...systemTopics].map((topic) => topic.id));
  return sources.filter((source) => topicIds.has(source.id) || source.subscriptions.length > 0);
}

const COLUMNS: Column<Resource<EventSubscription>>[] = [
  { title: "Subscription", cell: (row) => row.name },
  { title: "Delivers to", cell: (row) => destination(row.properties) },
  { title: "Filter", cell: (row) => filter(row.properties) },
  {
    title: "Dead letters",
    cell: (row) => row.properties.deadLetterDestination?.properties?.blobContainerName ?? "–",
  },
  { title: "State", cell: (row) => <State of={row.properties.provisioningState ?? "–"} /> },
];

/** Topics and other sources of events, and who has subscribed to them. */
export function EventsPage() {
  const polled = usePolled(load);
  return (
    <Page title="Events" polled={polled}>
      {(sources) =>
        sources.length === 0 ? (
          <p className="quiet">There is no topic and no event subscription yet.</p>
        ) : (
          sources.map((source) => (
            <Section key={source.id} title={source.name} note={source.note}>
              <Table
                label={`Subscriptions to ${source.name}`}
                columns={COLUMNS}
                rows={source.subscriptions}
                keyOf={(row) => row.id}
                none="Nobody has subscribed."
              />
            </Section>
          ))
        )
      }
    </Page>
  );
}

function destination(subscription: EventSubscription) {
  const found: EventDestination | undefined =
    subscription.destination ?? subscription.deliveryWithResourceIdentity?.destination;
  if (found === undefined) {
    return "–";
  }
  const { endpointBaseUrl, resourceId } = found.properties ?? {};
  return (
    <span>
      {found.endpointType}{" "}
      <code>{endpointBaseUrl ?? (resourceId === undefined ? "" : nameOf(resourceId))}</code>
    </span>
  );
}

function filter({ filter = {} }: EventSubscription): string {
  const parts = [
    ...(filter.includedEventTypes ?? []).map(nameOfType),
    filter.subjectBeginsWith && `subject begins with ${filter.subjectBeginsWith}`,
    filter.subjectEndsWith && `subject ends with ${filter.subjectEndsWith}`,
    filter.advancedFilters?.length && `${filter.advancedFilters.length} advanced`,
  ].filter(Boolean);
  return parts.join(", ") || "everything";
}

function nameOfType(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}
