package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A caller on the way from one node to another. */
class CallersTest {
  @Test
  void everyKindArrivesAsItWas() {
    Instant end = Instant.parse("2030-01-01T00:00:00.123Z");
    List<Caller> callers =
        List.of(
            new Caller.TokenCaller(
                new Principal(
                    "o", "t", "c", Principal.Kind.MANAGED_IDENTITY, Set.of("Reader", "x"), "name"),
                "https://servicebus.azure.net",
                end),
            new Caller.KeyCaller("RootManageSharedAccessKey", "/scope", Set.of("a", "b"), end),
            new Caller.KeyCaller("k", "/scope", Set.of(), Instant.MAX),
            new Caller.SystemCaller("events"),
            new Caller.AnonymousCaller());
    for (Caller caller : callers) {
      assertThat(Callers.read(Callers.write(caller))).isEqualTo(caller);
    }
  }

  @Test
  void somethingElseIsRefused() {
    byte[] nobody = "{\"kind\":\"root\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Callers.read(nobody)).isInstanceOf(IllegalArgumentException.class);
  }
}
