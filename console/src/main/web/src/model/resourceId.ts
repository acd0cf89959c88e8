/** Returns the last segment of a resource id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Returns the resource group in a resource id, or nothing. */
export function groupOf(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";
}

/** Returns the address of a workflow's page. */
export function workflowHref(id: string): string {
  return `#/workflows/${groupOf(id)}/${nameOf(id)}`;
}

/** Returns the page that shows resources of a type, or nothing. */
export function pageOf(type: string): string | undefined {
  const provider = type.split("/")[0]?.toLowerCase();
  switch (provider) {
    case "microsoft.servicebus":
      return "#/messaging";
    case "microsoft.logic":
      return "#/workflows";
    case "microsoft.eventgrid":
      return "#/events";
    case "microsoft.apimanagement":
      return "#/gateway";
    default:
      return undefined;
  }
}

/** Returns the name of a repetition, `000001-000000`, as people count: "Pass 2, 1". */
export function passOf(repetition: string): string {
  return `Pass ${repetition
    .split("-")
    .map((index) => Number(index) + 1)
    .join(", ")}`;
}
