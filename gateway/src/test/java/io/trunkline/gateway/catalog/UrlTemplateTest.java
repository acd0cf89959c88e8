package io.trunkline.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UrlTemplateTest {
  private static Optional<Map<String, String>> match(
      String template, List<String> segments, Map<String, String> query) {
    return UrlTemplate.parse(template)
        .match(segments, name -> Optional.ofNullable(query.get(name)));
  }

  @Test
  void matchesSegmentsAndParameters() {
    assertThat(match("/orders/{id}", List.of("orders", "a%20b"), Map.of()))
        .contains(Map.of("id", "a b"));
    assertThat(match("/orders/{id}", List.of("orders"), Map.of())).isEmpty();
    assertThat(match("/orders", List.of("ORDERS"), Map.of())).isPresent();
    assertThat(match("/", List.of(), Map.of())).isPresent();
  }

  @Test
  void matchesTheRest() {
    assertThat(match("/files/{*path}", List.of("files", "a", "b"), Map.of()))
        .contains(Map.of("path", "a/b"));
    assertThat(match("/*", List.of("x", "y"), Map.of())).isPresent();
  }

  @Test
  void needsItsQueryParameters() {
    assertThat(match("/o?region={r}", List.of("o"), Map.of("region", "west")))
        .contains(Map.of("r", "west"));
    assertThat(match("/o?region={r}", List.of("o"), Map.of())).isEmpty();
    assertThat(match("/o?action=run", List.of("o"), Map.of("action", "stop"))).isEmpty();
  }

  @Test
  void putsTheMoreSpecificFirst() {
    assertThat(
            Stream.of("/*", "/{a}", "/x/{b}", "/x", "/x/y", "/{a}/y", "/x?q={q}")
                .map(UrlTemplate::parse)
                .sorted(UrlTemplate.SPECIFIC_FIRST)
                .map(UrlTemplate::text))
        .containsExactly("/x/y", "/x/{b}", "/x?q={q}", "/x", "/{a}/y", "/{a}", "/*");
  }

  @Test
  void refusesBrokenTemplates() {
    assertThatThrownBy(() -> UrlTemplate.parse("/a{b}")).hasMessageContaining("whole segment");
    assertThatThrownBy(() -> UrlTemplate.parse("/*/b")).hasMessageContaining("wildcard");
  }
}
