import { useCallback } from "react";
import type { NodeApi } from "../api/node";
import type { Action, Resource, Run } from "../api/types";
import { between, momentOf } from "../model/format";
import { workflowHref } from "../model/resourceId";
import { Figure, Figures } from "../parts/figures";
import { Page, Section } from "../parts/page";
import { State } from "../parts/state";
import { Failure, Step } from "../parts/step";
import { usePolled } from "../parts/usePolled";
import { workflowId } from "./workflow";

interface Props {
  readonly group: string;
  readonly workflow: string;
  readonly run: string;
}

/** One run: what triggered it and what each of its actions did. */
export function RunPage({ group, workflow, run }: Props) {
  const load = useCallback(
    async (api: NodeApi, signal: AbortSignal) => {
      const id = await workflowId(api, group, workflow);
      const [found, actions] = await Promise.all([
        api.resource<Run>(`${id}/runs/${run}`, signal),
        api.list<Resource<Action>>(`${id}/runs/${run}/actions`, signal),
      ]);
      return { id, run: found.properties, actions: actions.toSorted(byStart) };
    },
    [group, workflow, run],
  );
  const polled = usePolled(load);
  const id = polled.data?.id;
  return (
    <Page
      title={run}
      above={[
        ["Workflows", "#/workflows"],
        [workflow, id === undefined ? `#/workflows/${group}/${workflow}` : workflowHref(id)],
      ]}
      polled={polled}
    >
      {(loaded) => (
        <>
          <Figures>
            <Figure title="Status" value={<State of={loaded.run.status} />} />
            <Figure title="Started" value={momentOf(loaded.run.startTime)} />
            <Figure title="Duration" value={between(loaded.run.startTime, loaded.run.endTime)} />
            <Figure title="Actions" value={String(loaded.actions.length)} />
          </Figures>
          <Failure of={loaded.run} />
          <Section title="Trigger">
            <Step name={titleOf(loaded.run.trigger.name)} execution={loaded.run.trigger} />
          </Section>
          <Section title="Actions">
            {loaded.actions.map((action) => (
              <Step
                key={action.id}
                name={titleOf(action.name)}
                execution={action.properties}
                repeated={action.properties.repetitionCount === undefined ? undefined : action.id}
              />
            ))}
          </Section>
        </>
      )}
    </Page>
  );
}

function byStart(a: Resource<Action>, b: Resource<Action>): number {
  return (a.properties.startTime ?? "").localeCompare(b.properties.startTime ?? "");
}

/** Definitions write underscores where the designer shows spaces. */
function titleOf(name: string): string {
  return name.replaceAll("_", " ");
}
