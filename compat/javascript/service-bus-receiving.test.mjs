// Receiving, settling and looking; the names of the tests are features.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { administration, client, receive, waiting } from "./node.mjs";

let bus;
let admin;

before(() => {
  bus = client();
  admin = administration();
});

after(() => bus.close());

async function filled(queue, bodies, options) {
  await admin.createQueue(queue, options);
  await bus.createSender(queue).sendMessages(bodies.map((body) => ({ body })));
}

test("queue: batches are limited, what does not fit is refused", async () => {
  await admin.createQueue("js-batched");
  const sender = bus.createSender("js-batched");
  const batch = await sender.createMessageBatch({ maxSizeInBytes: 1_000 });
  assert.equal(batch.maxSizeInBytes, 1_000);
  assert.ok(batch.tryAddMessage({ body: "small", messageId: "1" }));
  assert.equal(batch.tryAddMessage({ body: "x".repeat(2_000) }), false);
  assert.equal(batch.count, 1);
  await sender.sendMessages(batch);
  const [message] = await receive(bus.createReceiver("js-batched"), 1);
  assert.equal(message.messageId, "1");
});

test("queue: every property of a message", async () => {
  await admin.createQueue("js-properties");
  const sent = {
    body: Buffer.from([1, 2, 3]),
    messageId: "id",
    correlationId: "c",
    subject: "s",
    to: "t",
    replyTo: "r",
    contentType: "application/octet-stream",
    partitionKey: "p",
    replyToSessionId: "rs",
    applicationProperties: { text: "é", number: 1.5, flag: true, when: new Date(0), none: null },
  };
  await bus.createSender("js-properties").sendMessages({ ...sent, timeToLive: 60_000 });
  const receiver = bus.createReceiver("js-properties");
  const [message] = await receive(receiver, 1);
  // the client gives times of application properties out as numbers
  sent.applicationProperties.when = 0;
  for (const [name, value] of Object.entries(sent)) {
    assert.deepEqual(message[name], value, name);
  }
  assert.equal(message.deliveryCount, 0);
  assert.equal(message.state, "active");
  assert.ok(message.enqueuedTimeUtc instanceof Date);
  assert.equal(message.expiresAtUtc - message.enqueuedTimeUtc, 60_000);
  await receiver.completeMessage(message);
});

test("queue: peek, from a sequence number, without locking", async () => {
  await filled("js-peeked", [1, 2, 3]);
  const receiver = bus.createReceiver("js-peeked");
  const first = await receiver.peekMessages(2);
  const rest = await receiver.peekMessages(10);
  const again = await receiver.peekMessages(10, { fromSequenceNumber: first[1].sequenceNumber });
  assert.deepEqual(
    [first, rest, again].map((messages) => messages.map((message) => message.body)),
    [[1, 2], [3], [2, 3]],
  );
  assert.equal((await receive(receiver, 3)).length, 3);
});

test("queue: renew a lock; a lost lock is MessageLockLost", async () => {
  await filled("js-renewed", [1], { lockDuration: "PT5S" });
  const receiver = bus.createReceiver("js-renewed", { maxAutoLockRenewalDurationInMs: 0 });
  const [message] = await receive(receiver, 1);
  const before = message.lockedUntilUtc;
  assert.ok((await receiver.renewMessageLock(message)) >= before);
  const [again] = await receive(receiver, 1);
  assert.equal(again.deliveryCount, 1);
  await assert.rejects(receiver.completeMessage(message), { code: "MessageLockLost" });
  await receiver.completeMessage(again);
});

test("queue: settle after the link is gone", async () => {
  await filled("js-backup", [1, 2, 3, 4]);
  const closed = bus.createReceiver("js-backup");
  const [one, two, three, four] = await receive(closed, 4);
  await closed.close();
  const receiver = bus.createReceiver("js-backup");
  await receiver.completeMessage(one);
  await receiver.abandonMessage(two);
  await receiver.deferMessage(three);
  await receiver.deadLetterMessage(four);
  const [abandoned] = await receive(receiver, 1);
  assert.equal(abandoned.body, 2);
  assert.equal((await receiver.receiveDeferredMessages(three.sequenceNumber))[0].body, 3);
  const deadLetters = bus.createReceiver("js-backup", { subQueueType: "deadLetter" });
  assert.equal((await receive(deadLetters, 1))[0].body, 4);
});

test("queue: abandon, defer and dead-letter with properties to modify", async () => {
  await filled("js-modified", [1]);
  const receiver = bus.createReceiver("js-modified");
  let [message] = await receive(receiver, 1);
  await receiver.abandonMessage(message, { tries: 1 });
  [message] = await receive(receiver, 1);
  assert.equal(message.applicationProperties.tries, 1);
  await receiver.deferMessage(message, { tries: 2 });
  [message] = await receiver.receiveDeferredMessages([message.sequenceNumber]);
  assert.equal(message.applicationProperties.tries, 2);
  assert.equal(message.state, "deferred");
  await receiver.deadLetterMessage(message, { tries: 3, deadLetterReason: "enough" });
  const [dead] = await receive(bus.createReceiver("js-modified", { subQueueType: "deadLetter" }), 1);
  assert.equal(dead.applicationProperties.tries, 3);
  assert.equal(dead.deadLetterReason, "enough");
});

test("queue: deferred messages that are not there, of a dead-letter queue, deleted", async () => {
  await filled("js-deferral", [1, 2]);
  const receiver = bus.createReceiver("js-deferral");
  const messages = await receive(receiver, 2);
  for (const message of messages) {
    await receiver.deferMessage(message);
  }
  const numbers = messages.map((message) => message.sequenceNumber);
  const deleting = bus.createReceiver("js-deferral", { receiveMode: "receiveAndDelete" });
  const [first] = await deleting.receiveDeferredMessages(numbers[0]);
  assert.equal(first.body, 1);
  await assert.rejects(receiver.receiveDeferredMessages(numbers), { code: "MessageNotFound" });
  const [second] = await receiver.receiveDeferredMessages(numbers[1]);
  await receiver.deadLetterMessage(second);
  const deadLetters = bus.createReceiver("js-deferral", { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  await deadLetters.deferMessage(dead);
  const [again] = await deadLetters.receiveDeferredMessages(dead.sequenceNumber);
  await deadLetters.completeMessage(again);
  assert.equal((await deadLetters.peekMessages(1)).length, 0);
});

test("queue: expired and duplicate messages", async () => {
  await admin.createQueue("js-once", {
    requiresDuplicateDetection: true,
    deadLetteringOnMessageExpiration: true,
  });
  const sender = bus.createSender("js-once");
  await sender.sendMessages([
    { body: "kept", messageId: "1" },
    { body: "dropped", messageId: "1" },
    { body: "expired", messageId: "2", timeToLive: 1_000 },
  ]);
  const deadLetters = bus.createReceiver("js-once", { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  assert.equal(dead.body, "expired");
  assert.equal(dead.deadLetterReason, "TTLExpiredException");
  const receiver = bus.createReceiver("js-once", { receiveMode: "receiveAndDelete" });
  const [kept] = await receive(receiver, 1);
  assert.equal(kept.body, "kept");
  assert.equal((await receiver.peekMessages(1, { fromSequenceNumber: kept.sequenceNumber })).length, 0);
});

test("queue: message iterator", async () => {
  await filled("js-iterated", ["a", "b"]);
  const receiver = bus.createReceiver("js-iterated");
  const bodies = [];
  for await (const message of receiver.getMessageIterator(waiting)) {
    bodies.push(message.body);
    await receiver.completeMessage(message);
    if (bodies.length === 2) {
      break;
    }
  }
  assert.deepEqual(bodies, ["a", "b"]);
});

test("queue: handlers side by side, automatic and own settlement", async () => {
  await filled("js-handled", [1, 2, 3, 4, 5, 6]);
  const receiver = bus.createReceiver("js-handled");
  let running = 0;
  let most = 0;
  const seen = new Set();
  let proceed;
  const together = new Promise((resolve) => (proceed = resolve));
  await new Promise((resolve, reject) => {
    receiver.subscribe(
      {
        processMessage: async (message) => {
          running++;
          most = Math.max(most, running);
          if (running === 2) {
            proceed();
          }
          await together;
          await receiver.completeMessage(message);
          running--;
          seen.add(message.body);
          if (seen.size === 6) {
            resolve();
          }
        },
        processError: async ({ error }) => reject(error),
      },
      { autoCompleteMessages: false, maxConcurrentCalls: 2 },
    );
  });
  await receiver.close();
  assert.equal(most, 2);
});

test("queue: a handler that fails gets the message again until it is a dead letter", async () => {
  await filled("js-failing", ["poison"], { maxDeliveryCount: 3 });
  const receiver = bus.createReceiver("js-failing");
  const counts = [];
  receiver.subscribe({
    processMessage: async (message) => {
      counts.push(message.deliveryCount);
      throw new Error("cannot");
    },
    processError: async () => {},
  });
  const deadLetters = bus.createReceiver("js-failing", { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  assert.equal(dead.deadLetterReason, "MaxDeliveryCountExceeded");
  assert.deepEqual(counts, [0, 1, 2]);
  await receiver.close();
});

test("topic: scheduled messages fan out when it is time", async () => {
  await admin.createTopic("js-later");
  await admin.createSubscription("js-later", "one");
  const sender = bus.createSender("js-later");
  const soon = new Date(Date.now() + 1_500);
  const [first] = await sender.scheduleMessages([{ body: "no" }, { body: "yes" }], soon);
  await sender.cancelScheduledMessages(first);
  assert.equal((await admin.getTopicRuntimeProperties("js-later")).scheduledMessageCount, 1);
  const [message] = await receive(bus.createReceiver("js-later", "one"), 1);
  assert.equal(message.body, "yes");
  assert.ok(message.enqueuedTimeUtc >= soon);
});
