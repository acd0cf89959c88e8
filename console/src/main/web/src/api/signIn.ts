/** Who is signed in. Lives in memory alone: a reload asks again. */
export interface Session {
  readonly token: string;
  readonly tenant: string;
}

export interface Credentials {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Asks the node's token endpoint for a token of the control plane. */
export async function signIn(credentials: Credentials): Promise<Session> {
  const reply = await fetch(`/${encodeURIComponent(credentials.tenant)}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      scope: "https://management.azure.com/.default",
    }),
  });
  const answer: unknown = await reply.json().catch(() => ({}));
  const { access_token: token, error_description: problem } = answer as Record<string, unknown>;
  if (!reply.ok || typeof token !== "string") {
    throw new Error(typeof problem === "string" ? problem : `The node answered ${reply.status}.`);
  }
  return { token, tenant: credentials.tenant };
}

/** Returns the tenant that the node names to whom it refuses, or nothing. */
export async function discoverTenant(): Promise<string> {
  const reply = await fetch("/tenants?api-version=2022-12-01");
  return tenantOf(reply.headers.get("WWW-Authenticate") ?? "");
}

/** Returns the tenant in a challenge's `authorization_uri`, or nothing. */
export function tenantOf(challenge: string): string {
  return /authorization_uri="[^"]*\/([^"/]+)\/?"/.exec(challenge)?.[1] ?? "";
}

/** Reads the `administrator.json` of a data directory. */
export function readAdministrator(text: string): Credentials {
  const file = JSON.parse(text) as Record<string, unknown>;
  const { tenantId, clientId, clientSecret } = file;
  if (
    typeof tenantId !== "string" ||
    typeof clientId !== "string" ||
    typeof clientSecret !== "string"
  ) {
    throw new Error("This is no administrator.json: it lacks tenantId, clientId or clientSecret.");
  }
  return { tenant: tenantId, clientId, clientSecret };
}
