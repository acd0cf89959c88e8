package io.trunkline.gateway.policy;

import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Operation;
import io.trunkline.gateway.catalog.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The policy documents of one service, by scope. Immutable but for a cache. */
public final class PolicySet {
  private final PolicyDocument service;
  private final Map<String, PolicyDocument> products;
  private final Map<String, PolicyDocument> apis;
  private final Map<String, PolicyDocument> operations;
  private final Map<String, EffectivePolicies> effective = new ConcurrentHashMap<>();

  /**
   * Keys are lower-case resource names, for operations {@code api/operation}.
   *
   * @param service the document of the service
   */
  public PolicySet(
      PolicyDocument service,
      Map<String, PolicyDocument> products,
      Map<String, PolicyDocument> apis,
      Map<String, PolicyDocument> operations) {
    this.service = service;
    this.products = Map.copyOf(products);
    this.apis = Map.copyOf(apis);
    this.operations = Map.copyOf(operations);
  }

  /** Returns the policies that apply, with every {@code <base/>} replaced. */
  public EffectivePolicies of(
      @Nullable Api api, @Nullable Operation operation, @Nullable Product product) {
    String apiKey = api == null ? "" : key(api);
    String operationKey = operation == null ? "" : apiKey + "/" + lower(operation.id());
    String productKey = product == null ? "" : lower(product.id());
    return effective.computeIfAbsent(
        productKey + "|" + apiKey + "|" + operationKey,
        key -> {
          List<PolicyDocument> narrowFirst = new ArrayList<>();
          add(narrowFirst, operations.get(operationKey));
          add(narrowFirst, apis.get(apiKey));
          add(narrowFirst, products.get(productKey));
          narrowFirst.add(service);
          return EffectivePolicies.of(narrowFirst);
        });
  }

  private static String key(Api api) {
    return api.current() ? lower(api.id()) : lower(api.id()) + ";rev=" + api.revision();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static void add(List<PolicyDocument> documents, @Nullable PolicyDocument document) {
    if (document != null) {
      documents.add(document);
    }
  }
}
