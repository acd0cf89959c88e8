import { useCallback, useState } from "react";
import type { NodeApi } from "../api/node";
import type { Action, Execution, Resource } from "../api/types";
import { between } from "../model/format";
import { passOf } from "../model/resourceId";
import { Content } from "./content";
import { State } from "./state";
import { usePolled } from "./usePolled";

const MOST_PASSES = 100;

interface StepProps {
  readonly name: string;
  readonly execution: Execution;
  /** The id of an action that a loop repeats, or that is a loop itself. */
  readonly repeated?: string | undefined;
}

/** A trigger, an action, or a pass of one; opens to show what went in and what came out. */
export function Step({ name, execution, repeated }: StepProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="step" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="step-name">{name}</span>
        <span className="quiet">
          {repeated === undefined ? between(execution.startTime, execution.endTime) : "repeated"}
        </span>
        <State of={execution.status} />
      </summary>
      {open && (
        <div className="step-body">
          {repeated === undefined ? (
            <Outcome of={execution} />
          ) : (
            <Passes id={repeated} last={execution} />
          )}
        </div>
      )}
    </details>
  );
}

function Outcome({ of }: { readonly of: Execution }) {
  const { inputs, inputsLink, outputs, outputsLink } = of;
  const silent = inputs === undefined && outputs === undefined && of.error === undefined;
  return (
    <>
      <Failure of={of} />
      <Content title="Inputs" value={inputs} link={inputsLink} />
      <Content title="Outputs" value={outputs} link={outputsLink} />
      {silent && inputsLink === undefined && outputsLink === undefined && (
        <p className="quiet">It has neither inputs nor outputs.</p>
      )}
    </>
  );
}

interface PassesProps {
  readonly id: string;
  readonly last: Execution;
}

/** What an action did in each pass of the loop around it, or the passes of a loop. */
function Passes({ id, last }: PassesProps) {
  const load = useCallback(
    async (api: NodeApi, signal: AbortSignal) => {
      const found = await api.list<Resource<Action>>(`${id}/repetitions`, signal);
      return found.length > 0
        ? found
        : api.list<Resource<Action>>(`${id}/scopeRepetitions`, signal);
    },
    [id],
  );
  const { data: passes, problem } = usePolled(load);
  if (passes === undefined) {
    return (
      <p className="quiet" role="status">
        {problem ?? "Loading …"}
      </p>
    );
  }
  return (
    <>
      {last.status !== "Skipped" && <Failure of={last} />}
      {passes.slice(0, MOST_PASSES).map((pass) => (
        <Step key={pass.id} name={passOf(pass.name)} execution={pass.properties} />
      ))}
      {passes.length > MOST_PASSES && (
        <p className="quiet">
          These are the first {MOST_PASSES} of {passes.length}.
        </p>
      )}
    </>
  );
}

/** Says why something failed or was left out, if it was. */
export function Failure({ of }: { readonly of: Execution }) {
  return of.error === undefined ? null : (
    <p className={of.status === "Skipped" ? "quiet" : "problem"}>
      {of.error.code}: {of.error.message}
    </p>
  );
}
