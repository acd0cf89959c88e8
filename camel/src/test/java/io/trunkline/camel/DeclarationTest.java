package io.trunkline.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ConnectorServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclarationTest {
  private static final String LOG =
      """
      {"connector":"note","operations":{"write":{"endpoint":"direct:{category}",
        "options":{"failIfNoConsumers":"{marker}","timeout":"{level:5}"},"body":"{text}"}}}
      """;

  @TempDir private Path directory;

  private ConnectorServices services() {
    return new ConnectorServices(
        call -> CompletableFuture.failedFuture(new IllegalStateException()),
        (identity, audience) -> "token",
        Clock.systemUTC(),
        Optional.of(directory));
  }

  @Test
  void thereIsNothingWithoutADeclaration() {
    assertThat(new CamelConnectors().create(services())).isEmpty();
  }

  @Test
  void aFileNamesWhatComesAlongAndDeclaresMore() throws Exception {
    Files.writeString(
        directory.resolve("camel.json"), "{\"use\":[\"imap\"],\"connectors\":[" + LOG + "]}");
    assertThat(new CamelConnectors().create(services()))
        .extracting(connector -> connector.names().iterator().next())
        .containsExactly("imap", "note");
  }

  @Test
  void everyShippedDeclarationCanBeRead() {
    assertThat(Declarations.SHIPPED)
        .allSatisfy(name -> assertThat(Declarations.shipped(name).name()).isEqualTo(name));
  }

  @Test
  void aCheckSaysWhatIsWrong() {
    CamelConnectors connectors = new CamelConnectors();
    assertThat(connectors.check("settings.json", Json.object())).isEmpty();
    assertThat(connectors.check("camel.json", Json.parse("{\"use\":[\"tcp\"]}"))).contains("");
    assertThat(connectors.check("camel.json", Json.parse("{\"use\":[\"fax\"]}")).orElseThrow())
        .contains("fax", "zookeeper");
    assertThat(
            connectors
                .check(
                    "camel.json",
                    Json.parse(
                        "{\"connectors\":[{\"connector\":\"x\",\"operations\":{\"y\":{\"endpiont\":\"log:a\"}}}]}"))
                .orElseThrow())
        .contains("x.operations.y", "endpiont");
  }

  @Test
  void whatWorkflowsGiveCannotBecomeAnotherOption() {
    Declared note = Declared.of(LOG, "{}");
    for (String category : new String[] {"a?level=OFF", "a&b=c", "a%3Fb", "{{env:HOME}}"}) {
      assertThatThrownBy(
              () -> note.call("write", "{\"category\":\"%s\",\"text\":\"x\"}".formatted(category)))
          .isInstanceOfSatisfying(
              ConnectorException.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    }
    for (String marker : new String[] {"#class:java.lang.Object", "{{env:HOME}}", ")&x=}"}) {
      assertThatThrownBy(
              () ->
                  note.call(
                      "write",
                      "{\"category\":\"a\",\"text\":\"x\",\"marker\":\"%s\"}".formatted(marker)))
          .isInstanceOfSatisfying(
              ConnectorException.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    }
  }

  @Test
  void anUnknownComponentOrOperationIsNamed() {
    Declared fax =
        Declared.of(
            "{\"connector\":\"fax\",\"operations\":{\"send\":{\"endpoint\":\"fax:{number}\"}}}",
            "{}");
    assertThatThrownBy(() -> fax.call("send", "{\"number\":\"1\"}"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.statusCode()).isEqualTo(501));
    assertThatThrownBy(() -> fax.call("receive", "{}"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    assertThat(fax.offers("Send")).isTrue();
    assertThat(fax.offers("receive")).isFalse();
    assertThatThrownBy(() -> fax.call("send", "{}")).hasMessageContaining("number");
  }
}
