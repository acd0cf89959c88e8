package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ScopesTest {
  @Test
  void scopesAreComparedBySegmentAndNotByLetter() {
    assertThat(Scopes.contains("/subscriptions/s", "/subscriptions/s")).isTrue();
    assertThat(Scopes.contains("/subscriptions/s", "/SUBSCRIPTIONS/S/resourceGroups/r")).isTrue();
    assertThat(Scopes.contains("/subscriptions/s", "/subscriptions/s2")).isFalse();
    assertThat(Scopes.contains("/subscriptions/s/", "/subscriptions/s")).isTrue();
    assertThat(Scopes.contains("/subscriptions/s/resourceGroups/r", "/subscriptions/s")).isFalse();
    assertThat(Scopes.contains("/", "/subscriptions/s")).isTrue();
    assertThat(Scopes.contains("/subscriptions/s", "/")).isFalse();
  }

  @Property
  void aScopeContainsWhatHasItsSegmentsInFront(
      @ForAll("paths") List<String> scope, @ForAll("paths") List<String> target) {
    boolean prefix =
        scope.size() <= target.size() && fold(scope).equals(fold(target.subList(0, scope.size())));
    assertThat(Scopes.contains(id(scope), id(target))).isEqualTo(prefix);
  }

  @Property
  void containingIsTransitive(@ForAll("paths") List<String> a, @ForAll("paths") List<String> b) {
    String outer = id(a);
    String inner = outer.equals("/") ? id(b) : outer + (b.isEmpty() ? "" : id(b));
    assertThat(Scopes.contains(outer, inner)).isTrue();
  }

  @Provide
  Arbitrary<List<String>> paths() {
    return Arbitraries.of("a", "A", "ab", "b").list().ofMaxSize(4);
  }

  private static List<String> fold(List<String> path) {
    return path.stream().map(segment -> segment.toLowerCase(Locale.ROOT)).toList();
  }

  private static String id(List<String> path) {
    return "/" + String.join("/", path);
  }
}
