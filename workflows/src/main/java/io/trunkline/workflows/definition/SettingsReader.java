package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.Template;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads what triggers and actions have in common. */
final class SettingsReader {
  private SettingsReader() {}

  static OperationSettings read(Place operation, Template inputs) {
    Optional<Place> limit = operation.object("limit");
    return new OperationSettings(
        operation
            .text("operationOptions")
            .map(OperationOption::parseList)
            .orElseGet(() -> EnumSet.noneOf(OperationOption.class)),
        operation.property("trackedProperties").map(Place::template),
        limit.flatMap(place -> place.property("timeout")).map(Place::template),
        inputs
            .property("retryPolicy")
            .or(
                () ->
                    inputs
                        .property("subscribe")
                        .flatMap(subscribe -> subscribe.property("retryPolicy"))),
        operation
            .object("runtimeConfiguration")
            .map(SettingsReader::runtime)
            .orElseGet(SettingsReader::noRuntime));
  }

  private static RuntimeConfiguration noRuntime() {
    return new RuntimeConfiguration(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static RuntimeConfiguration runtime(Place runtime) {
    Optional<Place> concurrency = runtime.object("concurrency");
    Set<String> secured = secured(runtime);
    return new RuntimeConfiguration(
        concurrency.flatMap(place -> place.property("runs")).map(Place::template),
        concurrency.flatMap(place -> place.property("maximumWaitingRuns")).map(Place::template),
        concurrency.flatMap(place -> place.property("repetitions")).map(Place::template),
        secured.contains("inputs"),
        secured.contains("outputs"),
        runtime
            .object("paginationPolicy")
            .flatMap(place -> place.property("minimumItemCount"))
            .map(Place::template),
        runtime
            .object("contentTransfer")
            .flatMap(place -> place.text("transferMode"))
            .filter("Chunked"::equalsIgnoreCase)
            .isPresent(),
        staticResult(runtime),
        runtime
            .object("requestOptions")
            .flatMap(place -> place.property("timeout"))
            .map(Place::template));
  }

  private static Optional<String> staticResult(Place runtime) {
    return runtime
        .object("staticResult")
        .filter(
            place ->
                place.text("staticResultOptions").filter("Enabled"::equalsIgnoreCase).isPresent())
        .flatMap(place -> place.text("name"));
  }

  private static Set<String> secured(Place runtime) {
    Set<String> names = new HashSet<>();
    runtime
        .object("secureData")
        .flatMap(place -> place.array("properties"))
        .ifPresent(
            list -> list.node().forEach(e -> names.add(e.asText().toLowerCase(Locale.ROOT))));
    return names;
  }
}
