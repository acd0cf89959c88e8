package io.trunkline.gateway.exchange;

import static io.trunkline.gateway.expression.TypeMembers.type;

import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Operation;
import io.trunkline.gateway.catalog.Product;
import io.trunkline.gateway.catalog.Subscription;
import io.trunkline.gateway.expression.CsType;
import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.TypeCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The {@code context} object ({@code reference/api-management.md §2.2}). */
public final class ContextMembers {
  /** The type of {@code context}. */
  public static final CsType CONTEXT = CsType.of("IProxyRequestContext");

  private ContextMembers() {}

  /** Adds the object model to a catalog of standard types. */
  public static void addTo(TypeCatalog catalog, InstantSource clock) {
    MessageMembers.addTo(catalog);
    catalog.add(
        type("IProxyRequestContext")
            .property("IRequest Request", of(Exchange::request))
            .property("IResponse Response", of(Exchange::response))
            .property("Variables Variables", of(Exchange::variables))
            .property("IApi Api", of(Exchange::api))
            .property("IOperation Operation", of(Exchange::operation))
            .property("IProduct Product", of(Exchange::product))
            .property("ISubscription Subscription", of(Exchange::subscription))
            .property("IUser User", it -> null)
            .property("ILastError LastError", of(Exchange::lastError))
            .property("IDeployment Deployment", it -> it)
            .property("Guid RequestId", of(Exchange::requestId))
            .property("DateTime Timestamp", of(it -> it.timestamp().atOffset(ZoneOffset.UTC)))
            .property(
                "TimeSpan Elapsed", of(it -> Duration.between(it.timestamp(), clock.instant())))
            .property("bool Tracing", it -> false)
            .method("bool Trace(string message)", (it, a) -> true));
    catalog.add(
        type("Variables", "IReadOnlyDictionary<string, object>")
            .method(
                "T GetValueOrDefault<T>(string name, TypeOf<T> type = x)",
                (it, a) -> variable(it, a[0], null))
            .method(
                "T GetValueOrDefault<T>(string name, T otherwise)",
                (it, a) -> variable(it, a[0], a[1])));
    catalog.add(
        type("IDeployment")
            .property("string ServiceName", of(it -> it.service().name()))
            .property("string ServiceId", of(it -> it.service().name()))
            .property("string GatewayId", it -> "managed")
            .property("string Region", of(it -> it.service().location())));
    catalog.add(
        type("ILastError")
            .property("string Source", it -> ((LastError) it).source())
            .property("string Reason", it -> ((LastError) it).reason())
            .property("string Message", it -> ((LastError) it).message())
            .property("string Scope", it -> ((LastError) it).scope())
            .property("string Section", it -> ((LastError) it).section())
            .property("string Path", it -> ((LastError) it).path())
            .property("string PolicyId", it -> ((LastError) it).policyId()));
    addEntities(catalog);
  }

  private static void addEntities(TypeCatalog catalog) {
    catalog.add(
        type("IApi")
            .property("string Id", it -> ((Api) it).id())
            .property("string Name", it -> ((Api) it).displayName())
            .property("string Path", it -> ((Api) it).path())
            .property("string Version", it -> ((Api) it).version())
            .property("string Revision", it -> ((Api) it).revision())
            .property("bool IsCurrentRevision", it -> ((Api) it).current()));
    catalog.add(
        type("IOperation")
            .property("string Id", it -> ((Operation) it).id())
            .property("string Name", it -> ((Operation) it).displayName())
            .property("string Method", it -> ((Operation) it).method())
            .property("string UrlTemplate", it -> ((Operation) it).template().text()));
    catalog.add(
        type("IProduct")
            .property("string Id", it -> ((Product) it).id())
            .property("string Name", it -> ((Product) it).displayName())
            .property("bool SubscriptionRequired", it -> ((Product) it).subscriptionRequired())
            .property("bool ApprovalRequired", it -> ((Product) it).approvalRequired()));
    catalog.add(
        type("ISubscription")
            .property("string Id", it -> ((Subscription) it).id())
            .property("string Name", it -> ((Subscription) it).displayName())
            .property("string Key", it -> ((Subscription) it).primaryKey())
            .property("string PrimaryKey", it -> ((Subscription) it).primaryKey())
            .property("string SecondaryKey", it -> ((Subscription) it).secondaryKey()));
    catalog.add(
        type("IUser")
            .property("string Id", it -> null)
            .property("string Email", it -> null)
            .property("string FirstName", it -> null)
            .property("string LastName", it -> null));
  }

  private static Function<Object, @Nullable Object> of(
      Function<Exchange, @Nullable Object> getter) {
    return it -> getter.apply((Exchange) it);
  }

  /** A default of another type than the stored value is the policy's mistake. */
  private static @Nullable Object variable(
      Object variables, @Nullable Object name, @Nullable Object otherwise) {
    Object value = ((Map<?, ?>) variables).get(name);
    if (value == null) {
      return otherwise;
    }
    boolean comparable =
        value instanceof String || value instanceof Number || value instanceof Boolean;
    if (comparable && otherwise != null && value.getClass() != otherwise.getClass()) {
      throw new EvaluationException(
          "The variable '" + name + "' is not a " + otherwise.getClass().getSimpleName() + ".");
    }
    return value;
  }
}
