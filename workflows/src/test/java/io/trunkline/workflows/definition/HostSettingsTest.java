package io.trunkline.workflows.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.net.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostSettingsTest {
  private static HostSettings of(String settings) {
    return HostSettings.of(Json.parse(settings.replace('`', '"')));
  }

  @Test
  void aFileThatSaysNothingLeavesTheDefaults() {
    HostSettings none = HostSettings.ofFile(Json.parse("{\"version\":\"2.0\"}"));
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.limits(false)).isEmpty();
    assertThat(none.retryPolicy(HostSettings.Operation.HTTP)).isEqualTo(RetryPolicy.DEFAULT);
    assertThat(none.definitionLimits(false)).isEqualTo(DefinitionLimits.DEFAULT);
    assertThat(none.problems()).isEmpty();
  }

  @Test
  void eachOperationHasRetriesAndATimeOutOfItsOwn() {
    HostSettings settings =
        of(
            "{`Runtime.Backend.HttpWebhookOperation.DefaultRetryCount`:`7`,"
                + "`Runtime.Backend.HttpWebhookOperation.DefaultRetryInterval`:`00:00:30`,"
                + "`Runtime.Backend.HttpWebhookOperation.DefaultRetryMaximumInterval`:`1.00:00:00`,"
                + "`Runtime.Backend.ApiConnectionOperation.RequestTimeout`:`00:04:30`}");
    RetryPolicy policy = settings.retryPolicy(HostSettings.Operation.HTTP_WEBHOOK);
    assertThat(policy.count()).isEqualTo(7);
    assertThat(policy.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(policy.maximumInterval()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.retryPolicy(HostSettings.Operation.HTTP)).isEqualTo(RetryPolicy.DEFAULT);
    Duration standard = Duration.ofMinutes(2);
    assertThat(settings.requestTimeout(HostSettings.Operation.API_CONNECTION, standard))
        .isEqualTo(Duration.ofSeconds(270));
    assertThat(settings.requestTimeout(HostSettings.Operation.HTTP, standard)).isEqualTo(standard);
  }

  @Test
  void statelessWorkflowsHaveSettingsOfTheirOwn() {
    HostSettings settings =
        of(
            "{`Runtime.Backend.FlowRunTimeout`:`30.00:00:00`,"
                + "`Runtime.Backend.Stateless.FlowRunTimeout`:`00:10:00`,"
                + "`Runtime.Backend.HttpOperation.MaxContentSize`:`1000`}");
    assertThat(settings.limits(false))
        .isEqualTo(Json.parse("{\"runDuration\":\"PT720H\",\"maxBodyBytes\":1000}"));
    assertThat(settings.limits(true))
        .isEqualTo(Json.parse("{\"runDuration\":\"PT10M\",\"maxBodyBytes\":1000}"));
  }

  @Test
  void whatIsWrongIsNamed() {
    HostSettings settings =
        of(
            "{`Runtime.Backend.HttpOperation.DefaultRetryCount`:`91`,"
                + "`Runtime.Backend.HttpOperation.RequestTimeout`:`00:00:00`,"
                + "`Runtime.Backend.FlowDefaultForeachItemsLimit`:`many`,"
                + "`Runtime.ScaleUnitsCount`:`odd, but not read`}");
    assertThat(settings.problems())
        .containsOnlyKeys(
            "Runtime.Backend.FlowDefaultForeachItemsLimit",
            "Runtime.Backend.HttpOperation.DefaultRetryCount",
            "Runtime.Backend.HttpOperation.RequestTimeout");
    assertThat(
            of("{`Runtime.Backend.HttpOperation.DefaultRetryMinimumInterval`:`02:00:00`}")
                .problems())
        .containsOnlyKeys("Runtime.Backend.HttpOperation.DefaultRetryMinimumInterval");
  }
}
