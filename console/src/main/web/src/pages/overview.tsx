import type { NodeApi } from "../api/node";
import type { Resource } from "../api/types";
import { count } from "../model/format";
import { loadNamespaces, sum } from "../model/messaging";
import { groupOf, pageOf } from "../model/resourceId";
import { Figure, Figures } from "../parts/figures";
import { Page, Section } from "../parts/page";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { usePolled } from "../parts/usePolled";

async function load(api: NodeApi, signal: AbortSignal) {
  const [health, resources, namespaces] = await Promise.all([
    api.health(signal),
    api.subscription().then((id) => api.list<Resource>(`${id}/resources`, signal)),
    loadNamespaces(api, signal),
  ]);
  return {
    health,
    types: byType(resources),
    resources: resources.length,
    active: sum(namespaces, "activeMessageCount"),
    dead: sum(namespaces, "deadLetterMessageCount"),
    scheduled: sum(namespaces, "scheduledMessageCount"),
  };
}

function byType(resources: readonly Resource[]): [string, Resource[]][] {
  const types = new Map<string, Resource[]>();
  for (const resource of resources) {
    types.set(resource.type, [...(types.get(resource.type) ?? []), resource]);
  }
  return [...types].sort(([a], [b]) => a.localeCompare(b));
}

/** How the node is and what it has been given to do. */
export function OverviewPage() {
  const polled = usePolled(load);
  return (
    <Page title="Overview" polled={polled}>
      {(node) => (
        <>
          <Figures>
            <Figure title="Node" value={<State of={node.health} />} />
            <Figure title="Resources" value={count(node.resources)} />
            <Figure title="Messages waiting" value={count(node.active)} href="#/messaging" />
            <Figure title="Scheduled" value={count(node.scheduled)} href="#/messaging" />
            <Figure
              title="Dead-lettered"
              value={node.dead > 0 ? <strong className="bad">{count(node.dead)}</strong> : "0"}
              href="#/messaging"
            />
          </Figures>
          {node.types.length === 0 && (
            <p className="quiet">
              Nothing is deployed yet. <code>trunkline deploy</code> takes a template.
            </p>
          )}
          {node.types.map(([type, resources]) => (
            <Section key={type} title={type} note={<TypeLink type={type} />}>
              <Table
                label={type}
                aligned
                columns={[
                  { title: "Name", cell: (row) => row.name },
                  { title: "Resource group", cell: (row) => groupOf(row.id) },
                  { title: "Location", cell: (row) => row.location ?? "–" },
                  { title: "Tier", cell: (row) => row.sku?.name ?? "–" },
                ]}
                rows={resources}
                keyOf={(row) => row.id}
                none=""
              />
            </Section>
          ))}
        </>
      )}
    </Page>
  );
}

function TypeLink({ type }: { readonly type: string }) {
  const page = pageOf(type);
  return page === undefined ? null : (
    <a href={page} aria-label={`Open the page for ${type}`}>
      Open
    </a>
  );
}
