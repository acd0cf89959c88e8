import { expect, test } from "vitest";
import { sum, type EntityRow } from "./messaging";

function entity(kind: EntityRow["kind"], active: number, dead: number, scheduled: number): EntityRow {
  const countDetails = {
    activeMessageCount: active,
    deadLetterMessageCount: dead,
    scheduledMessageCount: scheduled,
  };
  return { id: kind, name: kind, kind, entity: { status: "Active", countDetails } };
}

test("messages are counted where they are kept", () => {
  const entities = [entity("queue", 1, 2, 3), entity("topic", 9, 9, 4), entity("subscription", 10, 20, 0)];
  const namespaces = [{ id: "n", name: "n", sku: "Premium", entities }];
  expect(sum(namespaces, "activeMessageCount")).toBe(11);
  expect(sum(namespaces, "deadLetterMessageCount")).toBe(22);
  expect(sum(namespaces, "scheduledMessageCount")).toBe(7);
});
