// rhea, the AMQP library below the Service Bus client, on its own; the names of the tests are features.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import rhea from "rhea";
import { administration, connectionParts } from "./node.mjs";

let admin;
let connection;

before(async () => {
  admin = administration();
  const { keyName, key } = connectionParts();
  connection = connect({ username: keyName, password: key });
  await once(connection, "connection_open");
});

function connect(options) {
  const { host, port } = connectionParts();
  return rhea
    .create_container()
    .connect({ host, port, hostname: host, reconnect: false, ...options });
}

after(() => connection.close());

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, resolve));
}

async function until(condition) {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function send(queue, messages) {
  const sender = connection.open_sender(queue);
  await once(sender, "sendable");
  for (const message of messages) {
    const accepted = once(sender, "accepted");
    sender.send(message);
    await accepted;
  }
  sender.close();
}

test("rhea: send, receive, accept", async () => {
  await admin.createQueue("rhea-plain");
  await send("rhea-plain", [{ body: "one", message_id: "1", application_properties: { a: 1 } }]);
  const receiver = connection.open_receiver({ source: "rhea-plain", autoaccept: false });
  const { message, delivery } = await once(receiver, "message");
  assert.equal(message.body, "one");
  assert.equal(message.application_properties.a, 1);
  assert.equal(message.delivery_count, 0);
  delivery.accept();
  receiver.close();
});

test("rhea: release, modify, drain", async () => {
  await admin.createQueue("rhea-settled");
  await send("rhea-settled", [{ body: "again" }]);
  const receiver = connection.open_receiver({
    source: "rhea-settled",
    autoaccept: false,
    credit_window: 0,
  });
  await once(receiver, "receiver_open");
  receiver.add_credit(1);
  const first = await once(receiver, "message");
  first.delivery.modified({ delivery_failed: true, undeliverable_here: false });
  receiver.add_credit(1);
  const second = await once(receiver, "message");
  assert.equal(second.message.delivery_count, 1);
  second.delivery.accept();
  receiver.drain = true;
  const drained = once(receiver, "receiver_drained");
  receiver.add_credit(5);
  await drained;
  receiver.close();
});

test("rhea: selector and browsing", async () => {
  await admin.createQueue("rhea-selected");
  await send("rhea-selected", [
    { body: "red", application_properties: { colour: "red" } },
    { body: "blue", application_properties: { colour: "blue" } },
  ]);
  const browser = connection.open_receiver({
    source: { address: "rhea-selected", distribution_mode: "copy" },
  });
  const { message: browsed } = await once(browser, "message");
  assert.equal(browsed.body, "red");
  browser.close();
  const receiver = connection.open_receiver({
    source: { address: "rhea-selected", filter: rhea.filter.selector("colour = 'blue'") },
  });
  const { message } = await once(receiver, "message");
  assert.equal(message.body, "blue");
  receiver.close();
});

test("rhea: dynamic node, request and reply", async () => {
  await admin.createQueue("rhea-asked");
  const replies = connection.open_receiver({ source: { dynamic: true } });
  await once(replies, "receiver_open");
  const address = replies.source.address;
  const answer = once(replies, "message");
  await send("rhea-asked", [{ body: "how much?", reply_to: address }]);
  const requests = connection.open_receiver("rhea-asked");
  const { message: asked } = await once(requests, "message");
  await send(asked.reply_to, [{ body: 42, correlation_id: "c" }]);
  assert.equal((await answer).message.body, 42);
  requests.close();
  replies.close();
});

test("rhea: settlement modes, settled by the sender and by the receiver", async () => {
  await admin.createQueue("rhea-modes");
  const sender = connection.open_sender({ target: "rhea-modes", snd_settle_mode: 1 });
  await once(sender, "sendable");
  sender.send({ body: "settled" });
  const deleting = connection.open_receiver({ source: "rhea-modes", snd_settle_mode: 1 });
  const { message, delivery } = await once(deleting, "message");
  assert.equal(message.body, "settled");
  assert.ok(delivery.remote_settled);
  deleting.close();

  await send("rhea-modes", [{ body: "second" }]);
  const locking = connection.open_receiver({
    source: "rhea-modes",
    snd_settle_mode: 0,
    rcv_settle_mode: 1,
    autoaccept: false,
    autosettle: false,
  });
  const locked = await once(locking, "message");
  assert.equal(locking.rcv_settle_mode, 1);
  assert.equal(locked.delivery.tag.length, 16);
  const settled = once(locking, "settled");
  locked.delivery.update(false, rhea.message.accepted().described());
  assert.equal((await settled).delivery.remote_state.constructor.composite_type, "accepted");
  locking.close();
  assert.equal((await admin.getQueueRuntimeProperties("rhea-modes")).totalMessageCount, 0);
});

test("rhea: never more than the credit, a drain gives it back", async () => {
  await admin.createQueue("rhea-credit");
  await send("rhea-credit", [1, 2, 3].map((body) => ({ body })));
  const receiver = connection.open_receiver({
    source: "rhea-credit",
    credit_window: 0,
    autoaccept: false,
  });
  const bodies = [];
  receiver.on("message", ({ message }) => bodies.push(message.body));
  await once(receiver, "receiver_open");
  receiver.add_credit(2);
  await until(() => bodies.length === 2);
  // another request and its answer: the third message would have come before
  assert.equal((await admin.getQueueRuntimeProperties("rhea-credit")).activeMessageCount, 3);
  assert.deepEqual(bodies, [1, 2]);
  receiver.add_credit(5);
  receiver.drain_credit();
  await once(receiver, "receiver_drained");
  assert.deepEqual(bodies, [1, 2, 3]);
  assert.equal(receiver.credit, 0);
  receiver.close();
});

test("rhea: dead-letter, and the reason in the dead-letter queue", async () => {
  await admin.createQueue("rhea-rejected");
  await send("rhea-rejected", [{ body: "poison" }]);
  const receiver = connection.open_receiver({ source: "rhea-rejected", autoaccept: false });
  const { delivery } = await once(receiver, "message");
  delivery.reject({
    condition: "com.microsoft:dead-letter",
    info: { DeadLetterReason: "bad", DeadLetterErrorDescription: "no amount" },
  });
  const deadLetters = connection.open_receiver("rhea-rejected/$DeadLetterQueue");
  const { message } = await once(deadLetters, "message");
  assert.equal(message.application_properties.DeadLetterReason, "bad");
  receiver.close();
  deadLetters.close();
});

test("rhea: idle time-out, kept alive by empty frames", async () => {
  const { keyName, key } = connectionParts();
  const idle = connect({ username: keyName, password: key, idle_time_out: 600 });
  await once(idle, "connection_open");
  let lost = false;
  idle.on("disconnected", () => (lost = true));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal(lost, false);
  idle.close();
});

test("rhea: tokens through $cbs", async () => {
  await admin.createQueue("rhea-claims");
  const claimed = connect({ username: "anonymous" });
  await once(claimed, "connection_open");
  const refused = claimed.open_sender("rhea-claims");
  const { sender } = await once(refused, "sender_error");
  assert.equal(sender.error.condition, "amqp:unauthorized-access");

  const requests = claimed.open_sender("$cbs");
  const replies = claimed.open_receiver({ source: "$cbs", target: "my-replies" });
  await Promise.all([once(requests, "sendable"), once(replies, "receiver_open")]);
  const put = async (token) => {
    const reply = once(replies, "message");
    requests.send({
      message_id: "1",
      reply_to: "my-replies",
      application_properties: {
        operation: "put-token",
        type: "servicebus.windows.net:sastoken",
        name: "sb://localhost/rhea-claims",
      },
      body: token,
    });
    return (await reply).message.application_properties["status-code"];
  };
  assert.equal(await put("SharedAccessSignature sr=x&sig=y&se=1&skn=z"), 401);
  assert.equal(await put(signature("sb://localhost/rhea-claims")), 202);
  const allowed = claimed.open_sender("rhea-claims");
  await once(allowed, "sendable");
  claimed.close();
});

function signature(resource) {
  const { keyName, key } = connectionParts();
  const uri = encodeURIComponent(resource);
  const expiry = Math.floor(Date.now() / 1_000) + 60;
  const sum = createHmac("sha256", key).update(`${uri}\n${expiry}`).digest("base64");
  return `SharedAccessSignature sr=${uri}&sig=${encodeURIComponent(sum)}&se=${expiry}&skn=${keyName}`;
}
