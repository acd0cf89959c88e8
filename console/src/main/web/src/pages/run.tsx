import { useCallback, useState } from "react";
import type { NodeApi } from "../api/node";
import type { Action, Execution, Resource, Run } from "../api/types";
import { between, momentOf } from "../model/format";
import { workflowHref } from "../model/resourceId";
import { Content } from "../parts/content";
import { Page, Section } from "../parts/page";
import { State } from "../parts/state";
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
          <dl className="figures">
            <Fact title="Status" value={<State of={loaded.run.status} />} />
            <Fact title="Started" value={momentOf(loaded.run.startTime)} />
            <Fact title="Duration" value={between(loaded.run.startTime, loaded.run.endTime)} />
            <Fact title="Actions" value={String(loaded.actions.length)} />
          </dl>
          <Failure of={loaded.run} />
          <Section title="Trigger">
            <Step name={loaded.run.trigger.name} execution={loaded.run.trigger} />
          </Section>
          <Section title="Actions">
            {loaded.actions.map((action) => (
              <Step
                key={action.id}
                name={action.name}
                execution={action.properties}
                passes={action.properties.repetitionCount}
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

function Fact({ title, value }: { readonly title: string; readonly value: React.ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface StepProps {
  readonly name: string;
  readonly execution: Execution;
  readonly passes?: number | undefined;
}

/** One trigger or action; opens to show what went in and came out. */
function Step({ name, execution, passes }: StepProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="step" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="step-name">{name.replaceAll("_", " ")}</span>
        <span className="quiet">
          {passes !== undefined && `${passes} × `}
          {between(execution.startTime, execution.endTime)}
        </span>
        <State of={execution.status} />
      </summary>
      {open && (
        <div className="step-body">
          <Failure of={execution} />
          {passes !== undefined && (
            <p className="quiet">It ran {passes} times in a loop; this is the last time.</p>
          )}
          <Content title="Inputs" value={execution.inputs} link={execution.inputsLink} />
          <Content title="Outputs" value={execution.outputs} link={execution.outputsLink} />
          {execution.inputs === undefined && execution.outputs === undefined && (
            <p className="quiet">{execution.code ?? "It has neither inputs nor outputs."}</p>
          )}
        </div>
      )}
    </details>
  );
}

function Failure({ of }: { readonly of: Execution }) {
  return of.error === undefined ? null : (
    <p className="problem">
      {of.error.code}: {of.error.message}
    </p>
  );
}
