// The management client for Logic Apps against a whole node; the names of the tests are features.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { LogicManagementClient } from "@azure/arm-logic";

const group = process.env.ARM_RESOURCE_GROUP;
const token = { getToken: async () => ({ token: process.env.ARM_TOKEN, expiresOnTimestamp: Date.now() + 3_000_000 }) };
const logic = new LogicManagementClient(token, process.env.ARM_SUBSCRIPTION_ID, {
  endpoint: process.env.ARM_ENDPOINT,
});
const name = "js-managed";

const definition = {
  $schema:
    "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
  contentVersion: "1.0.0.0",
  triggers: { manual: { type: "Request", kind: "Http", inputs: { schema: { type: "object" } } } },
  actions: {
    Each: {
      type: "Foreach",
      foreach: "@triggerBody()?['items']",
      actions: {
        Double: { type: "Compose", inputs: "@mul(item(), 2)" },
      },
    },
    Pause: {
      type: "If",
      expression: { equals: ["@triggerBody()?['wait']", true] },
      actions: { Wait: { type: "Wait", inputs: { interval: { count: 1, unit: "Hour" } } } },
      runAfter: { Each: ["Succeeded"] },
    },
  },
};

async function all(pages) {
  const found = [];
  for await (const one of pages) found.push(one);
  return found;
}

/** Waits until something is there. */
async function until(find) {
  for (let i = 0; i < 200; i++) {
    const found = await find();
    if (found) return found;
    await pause(50);
  }
  throw new Error("nothing came of it");
}

async function newest(status) {
  return until(async () => (await all(logic.workflowRuns.list(group, name))).find((run) => run.status === status));
}

async function start(body) {
  const callback = await logic.workflowTriggers.listCallbackUrl(group, name, "manual");
  const reply = await fetch(callback.value, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(reply.status, 202);
}

before(async () => {
  await logic.workflows.createOrUpdate(group, name, { location: "local", definition });
});

test("management: create, get, list, tag a workflow", async () => {
  const workflow = await logic.workflows.get(group, name);
  assert.equal(workflow.state, "Enabled");
  assert.equal(workflow.provisioningState, "Succeeded");
  assert.deepEqual(Object.keys(workflow.definition.actions), ["Each", "Pause"]);
  assert.ok((await all(logic.workflows.listByResourceGroup(group))).some((one) => one.name === name));
  assert.ok((await all(logic.workflows.listBySubscription())).some((one) => one.name === name));
});

test("management: triggers, their callback URL and schema", async () => {
  const [trigger] = await all(logic.workflowTriggers.list(group, name));
  assert.equal(trigger.name, "manual");
  assert.equal((await logic.workflowTriggers.get(group, name, "manual")).state, "Enabled");
  const callback = await logic.workflowTriggers.listCallbackUrl(group, name, "manual");
  assert.equal(callback.method, "POST");
  assert.ok(callback.queries.sig.length > 20);
});

test("management: runs, actions, repetitions", async () => {
  await start({ items: [1, 2, 3] });
  const run = await newest("Succeeded");
  assert.equal((await logic.workflowRuns.get(group, name, run.name)).trigger.name, "manual");
  const actions = await all(logic.workflowRunActions.list(group, name, run.name));
  assert.ok(actions.some((action) => action.name === "Each" && action.status === "Succeeded"));
  assert.equal((await logic.workflowRunActions.get(group, name, run.name, "Pause")).status, "Succeeded");
  const doubled = await all(logic.workflowRunActionRepetitions.list(group, name, run.name, "Double"));
  assert.equal(doubled.length, 3);
  const one = await logic.workflowRunActionRepetitions.get(group, name, run.name, "Double", doubled[0].name);
  assert.equal(one.status, "Succeeded");
});

test("management: expression traces of an action", async () => {
  const run = await newest("Succeeded");
  const traces = await all(logic.workflowRunActions.listExpressionTraces(group, name, run.name, "Pause"));
  assert.ok(traces.length > 0);
});

test("management: trigger histories", async () => {
  const histories = await all(logic.workflowTriggerHistories.list(group, name, "manual"));
  assert.ok(histories[0].fired);
});

test("management: resubmit", async () => {
  const before = await all(logic.workflowRuns.list(group, name));
  const first = await newest("Succeeded");
  await logic.workflowTriggerHistories.resubmit(group, name, "manual", first.name);
  await until(async () => (await all(logic.workflowRuns.list(group, name))).length === before.length + 1);
});

test("management: cancel a run", async () => {
  await start({ items: [], wait: true });
  const run = await newest("Running");
  await logic.workflowRuns.cancel(group, name, run.name);
  await until(async () => (await logic.workflowRuns.get(group, name, run.name)).status === "Cancelled");
});

test("management: disable and enable", async () => {
  const { value } = await logic.workflowTriggers.listCallbackUrl(group, name, "manual");
  await logic.workflows.disable(group, name);
  assert.equal((await logic.workflows.get(group, name)).state, "Disabled");
  assert.notEqual((await fetch(value, { method: "POST" })).status, 202);
  await logic.workflows.enable(group, name);
  assert.equal((await logic.workflows.get(group, name)).state, "Enabled");
});

test("management: versions", async () => {
  const changed = structuredClone(definition);
  changed.contentVersion = "1.0.0.1";
  await logic.workflows.createOrUpdate(group, name, { location: "local", definition: changed });
  const versions = await all(logic.workflowVersions.list(group, name));
  assert.ok(versions.length >= 2);
  const newestVersion = await logic.workflowVersions.get(group, name, versions[0].name);
  assert.ok(newestVersion.definition.triggers.manual);
  const url = await logic.workflowVersionTriggers.listCallbackUrl(group, name, versions[0].name, "manual");
  assert.match(url.value, /manual/);
});

test("management: Swagger export", async () => {
  const swagger = await logic.workflows.listSwagger(group, name);
  assert.equal(swagger.swagger, "2.0");
  assert.ok(swagger.paths["/manual/paths/invoke"].post);
});

test("management: validate, new keys, delete", async () => {
  await logic.workflows.validateByResourceGroup(group, name, { location: "local", definition });
  const broken = { ...definition, actions: { Pause: { type: "Compose", runAfter: { Missing: ["Succeeded"] } } } };
  await assert.rejects(logic.workflows.validateByResourceGroup(group, name, { location: "local", definition: broken }));
  const old = (await logic.workflowTriggers.listCallbackUrl(group, name, "manual")).value;
  await logic.workflows.regenerateAccessKey(group, name, { keyType: "Primary" });
  assert.equal((await fetch(old, { method: "POST" })).status, 401);
  await logic.workflows.delete(group, name);
  await assert.rejects(logic.workflows.get(group, name), { statusCode: 404 });
});
