// The node under test: its connection string and its administration, as the environment names them.
import { ServiceBusAdministrationClient, ServiceBusClient } from "@azure/service-bus";

const connectionString = process.env.SERVICEBUS_CONNECTION_STRING;
const administrationUrl = process.env.SERVICEBUS_ADMINISTRATION_URL;

export const waiting = { maxWaitTimeInMs: 15_000 };

export function client(options) {
  return new ServiceBusClient(connectionString, options);
}

/** The parts of the connection string, for clients that do not read it. */
export function connectionParts() {
  const parts = new Map(
    connectionString
      .split(";")
      .filter((part) => part.includes("="))
      .map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
  );
  const endpoint = new URL(parts.get("Endpoint").replace("sb://", "http://"));
  return {
    host: endpoint.hostname,
    port: Number(endpoint.port),
    keyName: parts.get("SharedAccessKeyName"),
    key: parts.get("SharedAccessKey"),
  };
}

/**
 * The administration client always asks for https without the port; as in the emulator's samples,
 * its addresses are replaced, and requests without TLS allowed.
 */
export function administration() {
  const admin = new ServiceBusAdministrationClient(connectionString);
  const http = admin["_httpClient"];
  const send = http.sendRequest.bind(http);
  http.sendRequest = (request) => {
    request.allowInsecureConnection = true;
    return send(request);
  };
  admin.getUrl = (path, query = {}) => {
    const url = new URL(`${administrationUrl}/${path}`);
    url.searchParams.set("api-version", "2021-05");
    for (const [name, value] of Object.entries(query)) {
      url.searchParams.set(name, value);
    }
    return url.toString();
  };
  return admin;
}

export { administrationUrl };

/** Receives exactly `count` messages, in as many calls as it takes. */
export async function receive(receiver, count) {
  const messages = [];
  while (messages.length < count) {
    const some = await receiver.receiveMessages(count - messages.length, waiting);
    if (some.length === 0) {
      throw new Error(`only ${messages.length} of ${count} messages came`);
    }
    messages.push(...some);
  }
  return messages;
}
