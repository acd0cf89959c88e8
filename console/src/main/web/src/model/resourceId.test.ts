import { expect, test } from "vitest";
import { groupOf, nameOf, pageOf, passOf, workflowHref } from "./resourceId";

const WORKFLOW =
  "/subscriptions/s/resourcegroups/shop/providers/Microsoft.Logic/workflows/accept-order";

test("a resource id is taken apart", () => {
  expect(nameOf(WORKFLOW)).toBe("accept-order");
  expect(groupOf(WORKFLOW)).toBe("shop");
  expect(groupOf("/subscriptions/s")).toBe("");
  expect(workflowHref(WORKFLOW)).toBe("#/workflows/shop/accept-order");
});

test("types have their pages", () => {
  expect(pageOf("Microsoft.ServiceBus/namespaces")).toBe("#/messaging");
  expect(pageOf("Microsoft.Web/connections")).toBeUndefined();
});

test("passes are counted from one, the outer loop first", () => {
  expect(passOf("000000")).toBe("Pass 1");
  expect(passOf("000001-000010")).toBe("Pass 2, 11");
});
