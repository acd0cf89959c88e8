// rhea, the AMQP library below the Service Bus client, on its own; the names of the tests are features.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import rhea from "rhea";
import { administration, connectionParts } from "./node.mjs";

let admin;
let connection;

before(async () => {
  admin = administration();
  const { host, port, keyName, key } = connectionParts();
  connection = rhea.create_container().connect({
    host,
    port,
    hostname: host,
    username: keyName,
    password: key,
    reconnect: false,
  });
  await once(connection, "connection_open");
});

after(() => connection.close());

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, resolve));
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
