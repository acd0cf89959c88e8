package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.IdSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdentitySettingsTest {
  @Test
  void defaultsArePinned() {
    assertThat(IdentitySettings.defaults(IdentityFixture.TENANT))
        .isEqualTo(
            new IdentitySettings(
                IdentityFixture.TENANT,
                "Trunkline",
                Duration.ofMinutes(60),
                Duration.ofMinutes(90),
                Duration.ofHours(24),
                Duration.ofDays(730),
                false));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> IdentitySettings.defaults("contoso"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GUID");
  }

  @Test
  void dataOfAnotherTenantIsNotOpened() {
    IdentityFixture fixture = new IdentityFixture();
    IdentitySettings other = IdentitySettings.defaults("22222222-2222-2222-2222-222222222222");
    assertThatThrownBy(
            () ->
                Identity.open(
                    fixture.kernel.crash(),
                    other,
                    IdentityFixture.ENDPOINTS,
                    "",
                    IdSource.seeded(2),
                    fixture.clock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tenant");
  }
}
