// The administration client for JavaScript; the names of the tests are features.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { administration, client, receive } from "./node.mjs";

let bus;
let admin;

before(async () => {
  bus = client();
  admin = administration();
  await admin.createQueue("js-target");
});

after(() => bus.close());

function assertHas(actual, expected) {
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(actual[name], value, name);
  }
}

test("administration: every property of a queue comes back", async () => {
  const options = {
    lockDuration: "PT45S",
    maxSizeInMegabytes: 2_048,
    requiresDuplicateDetection: true,
    requiresSession: true,
    defaultMessageTimeToLive: "P2D",
    deadLetteringOnMessageExpiration: true,
    duplicateDetectionHistoryTimeWindow: "PT2M",
    maxDeliveryCount: 4,
    enableBatchedOperations: false,
    status: "ReceiveDisabled",
    userMetadata: "for <orders> & more",
    autoDeleteOnIdle: "PT1H",
    enablePartitioning: false,
    enableExpress: false,
    maxMessageSizeInKilobytes: 256,
  };
  await admin.createQueue("js-all-of-a-queue", {
    ...options,
    forwardDeadLetteredMessagesTo: "js-target",
    authorizationRules: [
      {
        claimType: "SharedAccessKey",
        accessRights: ["Listen"],
        keyName: "reader",
        primaryKey: "first",
        secondaryKey: "second",
      },
    ],
  });
  const queue = await admin.getQueue("js-all-of-a-queue");
  assertHas(queue, { name: "js-all-of-a-queue", availabilityStatus: "Available" });
  const { defaultMessageTimeToLive, ...same } = options;
  assertHas(queue, same);
  assert.match(queue.defaultMessageTimeToLive, /^P(2D|T48H)$/);
  assert.match(queue.forwardDeadLetteredMessagesTo, /\/js-target$/);
  assertHas(queue.authorizationRules[0], {
    keyName: "reader",
    primaryKey: "first",
    secondaryKey: "second",
    accessRights: ["Listen"],
  });
  queue.status = "Active";
  queue.maxDeliveryCount = 9;
  assertHas(await admin.updateQueue(queue), { status: "Active", maxDeliveryCount: 9 });
});

test("administration: every property of a topic comes back", async () => {
  const options = {
    maxSizeInMegabytes: 3_072,
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: "PT3M",
    enableBatchedOperations: false,
    status: "SendDisabled",
    userMetadata: "events",
    supportOrdering: true,
    autoDeleteOnIdle: "PT2H",
    enablePartitioning: false,
    maxMessageSizeInKilobytes: 256,
  };
  await admin.createTopic("js-all-of-a-topic", options);
  const topic = await admin.getTopic("js-all-of-a-topic");
  assertHas(topic, { ...options, name: "js-all-of-a-topic", availabilityStatus: "Available" });
  topic.userMetadata = "changed";
  assertHas(await admin.updateTopic(topic), { userMetadata: "changed" });
});

test("administration: every property of a subscription comes back", async () => {
  await admin.createTopic("js-subscribed-topic");
  const options = {
    lockDuration: "PT5S",
    deadLetteringOnMessageExpiration: true,
    deadLetteringOnFilterEvaluationExceptions: false,
    maxDeliveryCount: 2,
    enableBatchedOperations: false,
    status: "ReceiveDisabled",
    userMetadata: "bills",
    autoDeleteOnIdle: "PT3H",
    requiresSession: false,
  };
  await admin.createSubscription("js-subscribed-topic", "billing", {
    ...options,
    forwardTo: "js-target",
    forwardDeadLetteredMessagesTo: "js-target",
  });
  const subscription = await admin.getSubscription("js-subscribed-topic", "billing");
  assertHas(subscription, options);
  assert.match(subscription.forwardTo, /\/js-target$/);
  assert.match(subscription.forwardDeadLetteredMessagesTo, /\/js-target$/);
  subscription.maxDeliveryCount = 3;
  assertHas(await admin.updateSubscription(subscription), { maxDeliveryCount: 3 });
});

test("administration: filters and actions of rules come back", async () => {
  await admin.createTopic("js-ruled-topic");
  await admin.createSubscription("js-ruled-topic", "one");
  const names = ["js-ruled-topic", "one"];
  const sql = {
    sqlExpression: "amount > @least AND region = @region",
    sqlParameters: { "@least": 100, "@region": "eu" },
  };
  await admin.createRule(...names, "sql", sql, { sqlExpression: "SET seen = TRUE" });
  const correlation = {
    correlationId: "c",
    subject: "s",
    messageId: "m",
    to: "t",
    replyTo: "r",
    sessionId: "se",
    replyToSessionId: "rs",
    contentType: "ct",
    applicationProperties: { text: "x", number: 3, flag: true, when: new Date(0) },
  };
  await admin.createRule(...names, "correlation", correlation);
  assertHas((await admin.getRule(...names, "sql")).filter, sql);
  assertHas((await admin.getRule(...names, "sql")).action, { sqlExpression: "SET seen = TRUE" });
  assertHas((await admin.getRule(...names, "correlation")).filter, correlation);
  const rule = await admin.getRule(...names, "correlation");
  rule.filter = { sqlExpression: "1=0" };
  assertHas((await admin.updateRule(...names, rule)).filter, { sqlExpression: "1=0" });
  await admin.deleteRule(...names, "$Default");
  await bus.createSender("js-ruled-topic").sendMessages([
    { body: "large", applicationProperties: { amount: 200, region: "eu" } },
    { body: "small", applicationProperties: { amount: 2, region: "eu" } },
  ]);
  const receiver = bus.createReceiver(...names, { receiveMode: "receiveAndDelete" });
  const [message] = await receive(receiver, 1);
  assert.equal(message.body, "large");
  assert.equal(message.applicationProperties.seen, true);
  assert.equal((await admin.getSubscriptionRuntimeProperties(...names)).totalMessageCount, 0);
});

test("administration: lists come in pages", async () => {
  for (let i = 0; i < 5; i++) {
    await admin.createQueue(`js-page-${i}`);
  }
  const names = [];
  let pages = 0;
  for await (const page of admin.listQueues().byPage({ maxPageSize: 2 })) {
    pages++;
    assert.ok(page.length <= 2);
    names.push(...page.map((queue) => queue.name));
  }
  assert.ok(pages > 2);
  assert.equal(names.filter((name) => name.startsWith("js-page-")).length, 5);
  assert.equal(new Set(names).size, names.length);
});

test("administration: runtime properties of queues, topics and subscriptions", async () => {
  await admin.createQueue("js-runtime");
  const sender = bus.createSender("js-runtime");
  await sender.sendMessages([{ body: 1 }, { body: 2 }]);
  await sender.scheduleMessages({ body: 3 }, new Date(Date.now() + 3_600_000));
  const receiver = bus.createReceiver("js-runtime");
  await receiver.deadLetterMessage((await receive(receiver, 1))[0]);
  const counts = await admin.getQueueRuntimeProperties("js-runtime");
  assertHas(counts, {
    activeMessageCount: 1,
    deadLetterMessageCount: 1,
    scheduledMessageCount: 1,
    transferMessageCount: 0,
    transferDeadLetterMessageCount: 0,
    totalMessageCount: 3,
  });
  assert.ok(counts.sizeInBytes > 0);
  assert.ok(counts.accessedAt >= counts.createdAt);
});

test("administration: errors say what is wrong", async () => {
  await admin.createQueue("js-there");
  await assert.rejects(admin.createQueue("js-there"), { code: "MessageEntityAlreadyExistsError" });
  await assert.rejects(admin.getQueue("js-not-there"), { code: "MessageEntityNotFoundError" });
  await assert.rejects(admin.deleteTopic("js-not-there"), { code: "MessageEntityNotFoundError" });
  await assert.rejects(admin.createQueue("js-wrong", { lockDuration: "PT6M" }), {
    statusCode: 400,
    message: /lockDuration/,
  });
  const queue = await admin.getQueue("js-there");
  queue.requiresSession = true;
  await assert.rejects(admin.updateQueue(queue), { statusCode: 400 });
  assert.equal((await admin.getNamespaceProperties()).messagingSku, "Standard");
});
