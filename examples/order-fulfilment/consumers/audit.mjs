// Consumer "audit": writes the id of every fulfilled order, one a line.
import { ServiceBusClient } from "@azure/service-bus";

const client = new ServiceBusClient(process.env.SERVICEBUS_CONNECTION_STRING);
const receiver = client.createReceiver("order-events", "audit");

const subscription = receiver.subscribe({
  async processMessage(message) {
    const body = Buffer.isBuffer(message.body) ? JSON.parse(message.body.toString()) : message.body;
    console.log(body.orderId);
  },
  async processError({ error }) {
    console.error(`audit: ${error.message}`);
  },
});

process.on("SIGTERM", async () => {
  await subscription.close();
  await client.close();
  process.exit(0);
});
