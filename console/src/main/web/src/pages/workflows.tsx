import type { NodeApi } from "../api/node";
import type { Resource, Run, Workflow } from "../api/types";
import { momentOf } from "../model/format";
import { groupOf, workflowHref } from "../model/resourceId";
import { Page } from "../parts/page";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { usePolled } from "../parts/usePolled";

async function load(api: NodeApi, signal: AbortSignal) {
  const workflows = await api.resources<Workflow>("Microsoft.Logic/workflows", signal);
  return Promise.all(
    workflows.map(async (workflow) => {
      const [last] = await api.firstOf<Resource<Run>>(`${workflow.id}/runs`, 1, signal);
      return { workflow, last };
    }),
  );
}

/** All workflows with their last runs. */
export function WorkflowsPage() {
  const polled = usePolled(load);
  return (
    <Page title="Workflows" polled={polled}>
      {(rows) => (
        <Table
          label="Workflows"
          columns={[
            {
              title: "Name",
              cell: ({ workflow }) => <a href={workflowHref(workflow.id)}>{workflow.name}</a>,
            },
            { title: "Resource group", cell: ({ workflow }) => groupOf(workflow.id) },
            { title: "State", cell: ({ workflow }) => <State of={workflow.properties.state} /> },
            { title: "Trigger", cell: ({ workflow }) => triggers(workflow.properties) },
            { title: "Last run", cell: ({ last }) => momentOf(last?.properties.startTime) },
            {
              title: "Outcome",
              cell: ({ last }) => (last === undefined ? "–" : <State of={last.properties.status} />),
            },
          ]}
          rows={rows}
          keyOf={({ workflow }) => workflow.id}
          none="There is no workflow yet."
        />
      )}
    </Page>
  );
}

function triggers(workflow: Workflow): string {
  return (
    Object.entries(workflow.definition?.triggers ?? {})
      .map(([name, trigger]) => `${name} (${trigger.type})`)
      .join(", ") || "–"
  );
}
