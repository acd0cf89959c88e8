import { expect, test } from "vitest";
import { versionOf } from "./node";

test("the last provider of a path decides its API version", () => {
  const namespace = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/n";
  expect(versionOf(namespace + "/queues")).toBe("2021-11-01");
  expect(versionOf(namespace + "/providers/microsoft.eventgrid/eventSubscriptions")).toBe(
    "2022-06-15",
  );
  expect(versionOf("/subscriptions/s/resources")).toBe("2021-04-01");
});
