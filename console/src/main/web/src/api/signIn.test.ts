import { expect, test } from "vitest";
import { readAdministrator, tenantOf } from "./signIn";

test("the tenant is read from the node's challenge", () => {
  const challenge =
    'Bearer authorization_uri="https://localhost:8443/1111-2222", error="invalid_token"';
  expect(tenantOf(challenge)).toBe("1111-2222");
  expect(tenantOf("Basic realm=x")).toBe("");
});

test("an administrator's file yields its credentials", () => {
  expect(readAdministrator('{"tenantId":"t","clientId":"c","clientSecret":"s"}')).toEqual({
    tenant: "t",
    clientId: "c",
    clientSecret: "s",
  });
});

test("another file is refused", () => {
  expect(() => readAdministrator('{"tenantId":"t"}')).toThrow("no administrator.json");
  expect(() => readAdministrator("hello")).toThrow();
});
