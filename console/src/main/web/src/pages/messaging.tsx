import { bytes, count } from "../model/format";
import { loadNamespaces, type EntityRow } from "../model/messaging";
import { Page, Section } from "../parts/page";
import { State } from "../parts/state";
import { Table, type Column } from "../parts/table";
import { usePolled } from "../parts/usePolled";

const COLUMNS: Column<EntityRow>[] = [
  { title: "Name", cell: (row) => row.name },
  { title: "Kind", cell: (row) => row.kind },
  { title: "Status", cell: (row) => <State of={row.entity.status} /> },
  {
    title: "Active",
    numeric: true,
    cell: (row) => (row.kind === "topic" ? "–" : count(row.entity.countDetails?.activeMessageCount)),
  },
  { title: "Dead-letter", numeric: true, cell: deadLetters },
  {
    title: "Scheduled",
    numeric: true,
    cell: (row) => count(row.entity.countDetails?.scheduledMessageCount),
  },
  { title: "Size", numeric: true, cell: (row) => bytes(row.entity.sizeInBytes) },
];

/** Namespaces with their queues, topics and subscriptions, and what waits in them. */
export function MessagingPage() {
  const polled = usePolled(loadNamespaces);
  return (
    <Page title="Messaging" polled={polled}>
      {(namespaces) =>
        namespaces.length === 0 ? (
          <p className="quiet">There is no messaging namespace yet.</p>
        ) : (
          namespaces.map((namespace) => (
            <Section key={namespace.id} title={namespace.name} note={namespace.sku}>
              <Table
                label={`Entities of ${namespace.name}`}
                columns={COLUMNS}
                rows={namespace.entities}
                keyOf={(row) => row.id}
                indented={(row) => row.kind === "subscription"}
                none="There is no queue or topic yet."
              />
            </Section>
          ))
        )
      }
    </Page>
  );
}

function deadLetters(row: EntityRow) {
  const dead = row.entity.countDetails?.deadLetterMessageCount;
  if (row.kind === "topic") {
    return "–";
  }
  return dead === undefined || dead === 0 ? count(dead) : <strong className="bad">{count(dead)}</strong>;
}
