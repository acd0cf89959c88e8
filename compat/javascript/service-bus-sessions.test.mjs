// Sessions; the names of the tests are features.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { administration, client, receive } from "./node.mjs";

let bus;
let admin;

before(() => {
  bus = client();
  admin = administration();
});

after(() => bus.close());

async function filled(queue, messages, options) {
  await admin.createQueue(queue, { requiresSession: true, ...options });
  await bus.createSender(queue).sendMessages(messages);
}

test("sessions: one receiver each, named and next", async () => {
  await filled("js-exclusive", [
    { body: 1, sessionId: "a" },
    { body: 2, sessionId: "b" },
  ]);
  const a = await bus.acceptSession("js-exclusive", "a");
  await assert.rejects(bus.acceptSession("js-exclusive", "a"), { code: "SessionCannotBeLocked" });
  const next = await bus.acceptNextSession("js-exclusive");
  assert.equal(next.sessionId, "b");
  const impatient = client({ retryOptions: { timeoutInMs: 2_000, maxRetries: 0 } });
  await assert.rejects(impatient.acceptNextSession("js-exclusive"), { name: "ServiceBusError" });
  await impatient.close();
  await a.close();
  const again = await bus.acceptNextSession("js-exclusive");
  assert.equal(again.sessionId, "a");
  await again.close();
  await next.close();
});

test("sessions: a session without messages; state is set, read and cleared", async () => {
  await filled("js-stateful", []);
  const session = await bus.acceptSession("js-stateful", "empty");
  assert.ok((await session.getSessionState()) == null);
  await session.setSessionState({ step: 2 });
  assert.deepEqual(await session.getSessionState(), { step: 2 });
  await session.close();
  const again = await bus.acceptSession("js-stateful", "empty");
  assert.deepEqual(await again.getSessionState(), { step: 2 });
  await again.setSessionState(null);
  assert.ok((await again.getSessionState()) == null);
  await again.close();
});

test("sessions: the lock is renewed, and lost", async () => {
  await filled("js-session-lock", [{ body: 1, sessionId: "a" }], { lockDuration: "PT5S" });
  const session = await bus.acceptSession("js-session-lock", "a", {
    maxAutoLockRenewalDurationInMs: 0,
  });
  const before = session.sessionLockedUntilUtc;
  assert.ok((await session.renewSessionLock()) >= before);
  const [message] = await receive(session, 1);
  const other = await eventually(() => bus.acceptSession("js-session-lock", "a"));
  await assert.rejects(session.completeMessage(message), { code: "SessionLockLost" });
  const [again] = await receive(other, 1);
  assert.equal(again.deliveryCount, 1);
  await other.completeMessage(again);
  await other.close();
  await session.close();
});

async function eventually(attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error.code !== "SessionCannotBeLocked") {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

test("sessions: peek, defer, dead-letter and schedule", async () => {
  await filled("js-session-all", [
    { body: 1, sessionId: "a" },
    { body: 2, sessionId: "b" },
    { body: 3, sessionId: "a" },
  ]);
  const session = await bus.acceptSession("js-session-all", "a");
  assert.deepEqual(
    (await session.peekMessages(10)).map((message) => message.body),
    [1, 3],
  );
  const [one, three] = await receive(session, 2);
  await session.deferMessage(one);
  const [deferred] = await session.receiveDeferredMessages(one.sequenceNumber);
  assert.equal(deferred.body, 1);
  await session.completeMessage(deferred);
  await session.deadLetterMessage(three, { deadLetterReason: "done" });
  const deadLetters = bus.createReceiver("js-session-all", { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  assert.equal(dead.sessionId, "a");
  assert.equal(dead.deadLetterReason, "done");
  await deadLetters.completeMessage(dead);
  await bus
    .createSender("js-session-all")
    .scheduleMessages({ body: 4, sessionId: "a" }, new Date(Date.now() + 1_000));
  const [scheduled] = await receive(session, 1);
  assert.equal(scheduled.body, 4);
  await session.completeMessage(scheduled);
  await session.close();
});

test("sessions: subscribe to a session", async () => {
  await filled(
    "js-session-handled",
    [1, 2, 3].map((body) => ({ body, sessionId: "a" })),
  );
  const session = await bus.acceptNextSession("js-session-handled");
  const bodies = [];
  await new Promise((resolve, reject) => {
    session.subscribe({
      processMessage: async (message) => {
        bodies.push(message.body);
        if (bodies.length === 3) {
          resolve();
        }
      },
      processError: async ({ error }) => reject(error),
    });
  });
  await session.close();
  assert.deepEqual(bodies, [1, 2, 3]);
});

test("sessions: of a subscription", async () => {
  await admin.createTopic("js-session-topic");
  await admin.createSubscription("js-session-topic", "one", { requiresSession: true });
  await bus.createSender("js-session-topic").sendMessages({ body: "hello", sessionId: "a" });
  const session = await bus.acceptNextSession("js-session-topic", "one");
  const [message] = await receive(session, 1);
  assert.equal(message.body, "hello");
  await session.completeMessage(message);
  await session.close();
});

test("sessions: without one, where one is needed, and the other way round", async () => {
  await filled("js-session-needed", []);
  await admin.createQueue("js-session-none");
  await assert.rejects(bus.createSender("js-session-needed").sendMessages({ body: 1 }), {
    code: "GeneralError",
  });
  await assert.rejects(bus.createReceiver("js-session-needed").receiveMessages(1), {
    code: "GeneralError",
  });
  await assert.rejects(bus.acceptSession("js-session-none", "a"), { name: "ServiceBusError" });
});
