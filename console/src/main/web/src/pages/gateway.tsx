import type { NodeApi } from "../api/node";
import type {
  GatewayApi,
  GatewayProduct,
  GatewayService,
  GatewaySubscription,
  Resource,
} from "../api/types";
import { nameOf } from "../model/resourceId";
import { Page, Section } from "../parts/page";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { usePolled } from "../parts/usePolled";

async function load(api: NodeApi, signal: AbortSignal) {
  const services = await api.resources<GatewayService>("Microsoft.ApiManagement/service", signal);
  return Promise.all(
    services.map(async (service) => {
      const [apis, products, subscriptions] = await Promise.all([
        api.list<Resource<GatewayApi>>(`${service.id}/apis`, signal),
        api.list<Resource<GatewayProduct>>(`${service.id}/products`, signal),
        api.list<Resource<GatewaySubscription>>(`${service.id}/subscriptions`, signal),
      ]);
      return { service, apis, products, subscriptions };
    }),
  );
}

/** Gateways with their APIs, products and subscriptions; keys are never asked for. */
export function GatewayPage() {
  const polled = usePolled(load);
  return (
    <Page title="Gateway" polled={polled}>
      {(services) =>
        services.length === 0 ? (
          <p className="quiet">There is no gateway yet.</p>
        ) : (
          services.map(({ service, apis, products, subscriptions }) => (
            <article key={service.id}>
              <p className="quiet">
                <strong>{service.name}</strong> at <code>{service.properties.gatewayUrl}</code>
              </p>
              <Section title="APIs">
                <Table
                  label={`APIs of ${service.name}`}
                  columns={[
                    { title: "Name", cell: (api) => api.properties.displayName },
                    { title: "Path", cell: (api) => <code>/{api.properties.path}</code> },
                    {
                      title: "Backend",
                      cell: (api) => <code>{api.properties.serviceUrl ?? "–"}</code>,
                    },
                    { title: "Key", cell: (api) => key(api.properties.subscriptionRequired) },
                  ]}
                  rows={apis}
                  keyOf={(api) => api.id}
                  none="There is no API yet."
                />
              </Section>
              <Section title="Products">
                <Table
                  label={`Products of ${service.name}`}
                  columns={[
                    { title: "Name", cell: (product) => product.properties.displayName },
                    {
                      title: "State",
                      cell: (product) => <State of={product.properties.state} />,
                    },
                    {
                      title: "Key",
                      cell: (product) => key(product.properties.subscriptionRequired),
                    },
                  ]}
                  rows={products}
                  keyOf={(product) => product.id}
                  none="There is no product yet."
                />
              </Section>
              <Section title="Subscriptions">
                <Table
                  label={`Subscriptions of ${service.name}`}
                  columns={[
                    { title: "Name", cell: (row) => row.properties.displayName || row.name },
                    { title: "Scope", cell: (row) => scope(row.properties.scope) },
                    { title: "State", cell: (row) => <State of={row.properties.state} /> },
                  ]}
                  rows={subscriptions}
                  keyOf={(row) => row.id}
                  none="There is no subscription yet."
                />
              </Section>
            </article>
          ))
        )
      }
    </Page>
  );
}

function key(required: boolean | undefined): string {
  return required === false ? "not needed" : "required";
}

function scope(id: string): string {
  const kind = /\/(products|apis)\/[^/]+$/i.exec(id)?.[1]?.toLowerCase();
  switch (kind) {
    case "products":
      return `product ${nameOf(id)}`;
    case "apis":
      return `API ${nameOf(id)}`;
    default:
      return "all APIs";
  }
}
