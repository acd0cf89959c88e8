package io.trunkline.events.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.identity.InvalidCredentialException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens as the producers of {@code reference/event-grid.md §1.3} make them. */
class SasTokenTest {
  private static final String KEY =
      Base64.getEncoder()
          .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final String OTHER_KEY =
      Base64.getEncoder()
          .encodeToString("another key that nobody knows 00".getBytes(StandardCharsets.UTF_8));

  /** How a producer escapes: upper or lower case digits, a space as plus or as an escape. */
  private enum Style {
    JAVA,
    JAVASCRIPT,
    DOTNET;

    String encode(String text) {
      String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
      return switch (this) {
        case JAVA -> encoded;
        case JAVASCRIPT -> encoded.replace("+", "%20");
        case DOTNET ->
            Pattern.compile("%[0-9A-F]{2}")
                .matcher(encoded)
                .replaceAll((MatchResult escape) -> escape.group().toLowerCase(Locale.ROOT));
      };
    }
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "JAVA, ?api-version=2018-01-01, 1/5/2030 3:4:5 AM",
    "JAVASCRIPT, ?apiVersion=2018-01-01, 1/5/2030 3:04:05 AM",
    "JAVASCRIPT, ?apiVersion=2018-01-01, 2030-01-05 03:04:05+00:00",
    "JAVA, ?apiVersion=2018-01-01, 2030-01-05 04:04:05+01:00",
    "JAVA, ?apiVersion=2018-01-01, 2030-01-05 03:04:05",
    "DOTNET, '', 1/5/2030 3:04:05 AM",
    "JAVA, '', 2030-01-05T03:04:05.000000",
    "JAVA, '', 2030-01-05T03:04:05Z"
  })
  void everyProducersTokenIsRead(Style style, String query, String expiry) throws Exception {
    String resource = "https://localhost:8443/eventgrid/orders/api/events" + query;
    SasToken token = SasToken.parse(sign(style, resource, expiry, KEY));
    assertThat(token.signedWith(KEY)).isTrue();
    assertThat(token.signedWith(OTHER_KEY)).isFalse();
    assertThat(token.expiry()).isEqualTo(Instant.parse("2030-01-05T03:04:05Z"));
    assertThat(token.covers("Orders")).isTrue();
    assertThat(token.covers("order")).isFalse();
  }

  @Test
  void theHostNameMayNameTheTopic() throws Exception {
    String resource = "https://Orders.westeurope-1.eventgrid.azure.net/api/events";
    SasToken token = SasToken.parse(sign(Style.JAVA, resource, "1/5/2030 3:4:5 AM", KEY));
    assertThat(token.covers("orders")).isTrue();
    assertThat(token.covers("orders2")).isFalse();
  }

  @Test
  void afternoonsAreAfternoons() throws Exception {
    SasToken token = SasToken.parse(sign(Style.JAVA, "https://x", "12/31/2030 11:59:59 PM", KEY));
    assertThat(token.expiry()).isEqualTo(Instant.parse("2030-12-31T23:59:59Z"));
  }

  @Test
  void oneChangedByteBreaksTheSignature() throws Exception {
    String token = sign(Style.JAVA, "https://orders.x.y/api/events", "1/5/2030 3:4:5 AM", KEY);
    assertThat(SasToken.parse(token.replace("2030", "2031")).signedWith(KEY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "r=a&e=1%2F5%2F2030+3%3A4%3A5+AM, no part s",
    "r=a&s=AAAA, no part e",
    "e=1%2F5%2F2030+3%3A4%3A5+AM&s=AAAA, no part r",
    "r=a&e=soon&s=AAAA, no time: soon",
    "r=%zz&e=2030-01-05T03:04:05Z&s=AAAA, cannot be read",
    "r=a&e=2030-01-05T03:04:05Z&s=!, cannot be read"
  })
  void brokenTokensAreMalformed(String token, String why) {
    assertThatThrownBy(() -> SasToken.parse(token))
        .isInstanceOfSatisfying(
            InvalidCredentialException.class,
            e -> assertThat(e.reason()).isEqualTo(InvalidCredentialException.Reason.MALFORMED))
        .hasMessageContaining(why);
  }

  private static String sign(Style style, String resource, String expiry, String key)
      throws GeneralSecurityException {
    String unsigned = "r=" + style.encode(resource) + "&e=" + style.encode(expiry);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
    byte[] signature = mac.doFinal(unsigned.getBytes(StandardCharsets.UTF_8));
    return unsigned + "&s=" + style.encode(Base64.getEncoder().encodeToString(signature));
  }
}
