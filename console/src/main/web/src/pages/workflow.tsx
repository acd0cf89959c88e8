import { useCallback } from "react";
import type { NodeApi } from "../api/node";
import type { Resource, Run } from "../api/types";
import { between, momentOf } from "../model/format";
import { workflowHref } from "../model/resourceId";
import { Page } from "../parts/page";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { usePolled } from "../parts/usePolled";

const MOST_RUNS = 50;

/** Returns the resource id of a workflow. */
export async function workflowId(api: NodeApi, group: string, name: string): Promise<string> {
  const subscription = await api.subscription();
  return `${subscription}/resourceGroups/${group}/providers/Microsoft.Logic/workflows/${name}`;
}

interface Props {
  readonly group: string;
  readonly name: string;
}

/** The latest runs of a workflow. */
export function WorkflowPage({ group, name }: Props) {
  const load = useCallback(
    async (api: NodeApi, signal: AbortSignal) => {
      const id = await workflowId(api, group, name);
      return { id, runs: await api.firstOf<Resource<Run>>(`${id}/runs`, MOST_RUNS, signal) };
    },
    [group, name],
  );
  const polled = usePolled(load);
  return (
    <Page title={name} above={[["Workflows", "#/workflows"]]} polled={polled}>
      {({ id, runs }) => (
        <>
          <Table
            label={`Runs of ${name}`}
            columns={[
              {
                title: "Started",
                cell: (run) => (
                  <a href={`${workflowHref(id)}/${run.name}`}>
                    {momentOf(run.properties.startTime)}
                  </a>
                ),
              },
              { title: "Status", cell: (run) => <State of={run.properties.status} /> },
              {
                title: "Duration",
                numeric: true,
                cell: (run) => between(run.properties.startTime, run.properties.endTime),
              },
              { title: "Trigger", cell: (run) => run.properties.trigger.name },
              { title: "Run", cell: (run) => <code>{run.name}</code> },
            ]}
            rows={runs}
            keyOf={(run) => run.id}
            none="It has not run yet."
          />
          {runs.length === MOST_RUNS && (
            <p className="quiet">These are the latest {MOST_RUNS} runs.</p>
          )}
        </>
      )}
    </Page>
  );
}
