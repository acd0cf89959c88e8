// The Service Bus client for JavaScript against a whole node; the names of the tests are features.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { administration, administrationUrl, client, receive, waiting } from "./node.mjs";

let bus;
let admin;

before(() => {
  bus = client();
  admin = administration();
});

after(() => bus.close());

test("queue: send, peek-lock, abandon, complete", async () => {
  await admin.createQueue("js-settled");
  const receiver = bus.createReceiver("js-settled");
  await bus.createSender("js-settled").sendMessages({
    body: { amount: 250 },
    messageId: "m1",
    subject: "new",
    applicationProperties: { region: "eu" },
  });
  const [first] = await receive(receiver, 1);
  await receiver.abandonMessage(first);
  const [again] = await receive(receiver, 1);
  assert.deepEqual(again.body, { amount: 250 });
  assert.equal(again.messageId, "m1");
  assert.equal(again.subject, "new");
  assert.equal(again.applicationProperties.region, "eu");
  assert.equal(again.deliveryCount, 1);
  await receiver.completeMessage(again);
  assert.equal((await receiver.peekMessages(1)).length, 0);
});

test("queue: batch, receive and delete", async () => {
  await admin.createQueue("js-deleted");
  const sender = bus.createSender("js-deleted");
  const batch = await sender.createMessageBatch();
  for (const body of ["1", "2", "3"]) {
    assert.ok(batch.tryAddMessage({ body }));
  }
  await sender.sendMessages(batch);
  const receiver = bus.createReceiver("js-deleted", { receiveMode: "receiveAndDelete" });
  const bodies = (await receive(receiver, 3)).map((message) => message.body);
  assert.deepEqual(bodies, ["1", "2", "3"]);
  assert.equal((await receiver.peekMessages(1)).length, 0);
});

test("queue: dead-letter with reason, read the dead-letter queue", async () => {
  await admin.createQueue("js-poisoned");
  await bus.createSender("js-poisoned").sendMessages({ body: "poison" });
  const receiver = bus.createReceiver("js-poisoned");
  const [message] = await receive(receiver, 1);
  await receiver.deadLetterMessage(message, {
    deadLetterReason: "Invalid",
    deadLetterErrorDescription: "no amount",
  });
  const deadLetters = bus.createReceiver("js-poisoned", { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  assert.equal(dead.deadLetterReason, "Invalid");
  assert.equal(dead.deadLetterErrorDescription, "no amount");
  await deadLetters.completeMessage(dead);
});

test("queue: defer and receive deferred", async () => {
  await admin.createQueue("js-deferred");
  await bus.createSender("js-deferred").sendMessages({ body: "later" });
  const receiver = bus.createReceiver("js-deferred");
  const [message] = await receive(receiver, 1);
  await receiver.deferMessage(message);
  const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
  assert.equal(deferred.body, "later");
  await receiver.completeMessage(deferred);
});

test("queue: schedule and cancel", async () => {
  await admin.createQueue("js-scheduled");
  const sender = bus.createSender("js-scheduled");
  const soon = new Date(Date.now() + 2_000);
  const [cancelled] = await sender.scheduleMessages({ body: "cancelled" }, soon);
  await sender.scheduleMessages({ body: "soon" }, soon);
  await sender.cancelScheduledMessages(cancelled);
  const receiver = bus.createReceiver("js-scheduled");
  const [message] = await receive(receiver, 1);
  assert.equal(message.body, "soon");
  await receiver.completeMessage(message);
  assert.equal((await receiver.peekMessages(1)).length, 0);
});

test("queue: sessions, session state", async () => {
  await admin.createQueue("js-sessions", { requiresSession: true });
  await bus.createSender("js-sessions").sendMessages([
    { body: "a1", sessionId: "a" },
    { body: "b1", sessionId: "b" },
    { body: "b2", sessionId: "b" },
  ]);
  const receiver = await bus.acceptSession("js-sessions", "b");
  await receiver.setSessionState("half");
  const messages = await receive(receiver, 2);
  assert.deepEqual(
    messages.map((message) => message.body),
    ["b1", "b2"],
  );
  for (const message of messages) {
    await receiver.completeMessage(message);
  }
  assert.equal(await receiver.getSessionState(), "half");
  await receiver.close();
  const next = await bus.acceptNextSession("js-sessions");
  assert.equal(next.sessionId, "a");
  await next.close();
});

test("queue: subscribe with a handler", async () => {
  await admin.createQueue("js-subscribed");
  await bus.createSender("js-subscribed").sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  const receiver = bus.createReceiver("js-subscribed");
  const bodies = [];
  await new Promise((resolve, reject) => {
    receiver.subscribe({
      processMessage: async (message) => {
        bodies.push(message.body);
        if (bodies.length === 3) {
          resolve();
        }
      },
      processError: async ({ error }) => reject(error),
    });
  });
  assert.deepEqual(bodies, [1, 2, 3]);
  await receiver.close();
});

test("topic: SQL and correlation filters, rule actions", async () => {
  await admin.createTopic("js-sales");
  await admin.createSubscription("js-sales", "all");
  await admin.createSubscription("js-sales", "large", {
    defaultRuleOptions: {
      name: "large",
      filter: { sqlExpression: "amount >= 100" },
      action: { sqlExpression: "SET checked = 'yes'" },
    },
  });
  await admin.createSubscription("js-sales", "urgent", {
    defaultRuleOptions: { name: "urgent", filter: { subject: "urgent" } },
  });
  await bus.createSender("js-sales").sendMessages([
    { body: "1", applicationProperties: { amount: 50 } },
    { body: "2", applicationProperties: { amount: 200 } },
    { body: "3", applicationProperties: { amount: 10 }, subject: "urgent" },
  ]);
  const got = async (subscription, count) => {
    const receiver = bus.createReceiver("js-sales", subscription);
    const messages = await receive(receiver, count);
    for (const message of messages) {
      await receiver.completeMessage(message);
    }
    assert.equal((await receiver.peekMessages(1)).length, 0);
    return messages;
  };
  assert.equal((await got("all", 3)).length, 3);
  const [large] = await got("large", 1);
  assert.equal(large.body, "2");
  assert.equal(large.applicationProperties.checked, "yes");
  assert.equal((await got("urgent", 1))[0].body, "3");
});

test("topic: rules through the rule manager", async () => {
  await admin.createTopic("js-ruled");
  await admin.createSubscription("js-ruled", "one");
  const rules = bus.createRuleManager("js-ruled", "one");
  await rules.deleteRule("$Default");
  await rules.createRule("red", { sqlExpression: "color = 'red'" });
  const names = [];
  for await (const rule of rules.listRules()) {
    names.push(rule.name);
  }
  assert.deepEqual(names, ["red"]);
});

test("administration: queues, topics, subscriptions, rules", async () => {
  await admin.createQueue("js-administered", { lockDuration: "PT30S", maxDeliveryCount: 5 });
  const queue = await admin.getQueue("js-administered");
  assert.equal(queue.lockDuration, "PT30S");
  queue.maxDeliveryCount = 7;
  assert.equal((await admin.updateQueue(queue)).maxDeliveryCount, 7);
  await bus.createSender("js-administered").sendMessages({ body: "counted" });
  const counts = await admin.getQueueRuntimeProperties("js-administered");
  assert.equal(counts.activeMessageCount, 1);
  await admin.createTopic("js-administered-topic");
  await admin.createSubscription("js-administered-topic", "one");
  await admin.createRule("js-administered-topic", "one", "two", { sqlExpression: "a = 1" });
  const names = [];
  for await (const rule of admin.listRules("js-administered-topic", "one")) {
    names.push(rule.name);
  }
  assert.deepEqual(names.sort(), ["$Default", "two"]);
  await admin.deleteTopic("js-administered-topic");
  assert.equal(await admin.topicExists("js-administered-topic"), false);
});

test("a missing entity is MessagingEntityNotFound", async () => {
  await assert.rejects(bus.createSender("js-missing").sendMessages({ body: "lost" }), {
    code: "MessagingEntityNotFound",
  });
});

test("an oversized message is MessageSizeExceeded", async () => {
  await admin.createQueue("js-oversized");
  const sender = bus.createSender("js-oversized");
  await assert.rejects(sender.sendMessages({ body: "x".repeat(2 << 20) }), {
    code: "MessageSizeExceeded",
  });
});

test("emulator: the published sample", async () => {
  assert.ok((await fetch(`${administrationUrl}/health`)).ok);
  const queue = "js-queue-sample";
  await admin.createQueue(queue);
  const sampled = client();
  const sender = sampled.createSender(queue);
  const receiver = sampled.createReceiver(queue);
  await sender.sendMessages({ body: "Hello!" });
  const [message] = await receiver.receiveMessages(1, waiting);
  assert.equal(message.body, "Hello!");
  await receiver.completeMessage(message);
  await sender.close();
  await receiver.close();
  await sampled.close();
  await admin.deleteQueue(queue);
  assert.equal(await admin.queueExists(queue), false);
});
