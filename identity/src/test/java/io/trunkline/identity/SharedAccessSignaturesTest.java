package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.SharedAccessSignatures.Token;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedAccessSignaturesTest {
  private static final Instant END = Instant.ofEpochSecond(1_900_000_000);
  private static final String KEY = "c2VjcmV0IGtleSBvZiAzMiBieXRlcy4uLi4uLi4uLi4=";

  @Test
  void aSignatureIsWhatOtherImplementationsMake() {
    // openssl: printf '%s\n%s' "$sr" "$se" | openssl dgst -sha256 -hmac "$key" -binary | base64
    Token token =
        SharedAccessSignatures.parse(
            "SharedAccessSignature sr=sb%3a%2f%2fns.servicebus.windows.net%2forders"
                + "&sig=4ozew8SdARazegcjnlq0%2Bp1PCEu2uObLIOZweD5fgzs%3D&se=1900000000&skn=RootManageSharedAccessKey");
    token.check(List.of("other", KEY), END.minusSeconds(1));
    assertThat(token.keyName()).isEqualTo("RootManageSharedAccessKey");
    assertThat(token.resource()).isEqualTo("sb://ns.servicebus.windows.net/orders");
  }

  @Test
  void whatIsCreatedIsAccepted() {
    String text = SharedAccessSignatures.create("https://ns/q+1 x", "rule&1", KEY, END);
    Token token = SharedAccessSignatures.parse(text);
    token.check(List.of(KEY), END.minusSeconds(1));
    assertThat(token.keyName()).isEqualTo("rule&1");
    assertThat(token.toString()).doesNotContain(token.signature());
  }

  @Test
  void aWrongKeyAndAnEndAreToldApart() {
    Token token =
        SharedAccessSignatures.parse(SharedAccessSignatures.create("sb://ns", "r", KEY, END));
    assertThat(refusal(() -> token.check(List.of("a", "b"), END.minusSeconds(1))))
        .isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(refusal(() -> token.check(List.of(KEY), END))).isEqualTo(Reason.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer x",
        "SharedAccessSignature ",
        "SharedAccessSignature sr=a&sig=b&se=c&skn=d",
        "SharedAccessSignature sr=a&sig=b&se=1",
        "SharedAccessSignature sr=%z&sig=b&se=1&skn=d",
        "SharedAccessSignature sr=a&sig=b&se=99999999999999999999&skn=d",
        "SharedAccessSignature sr=a&sig=b&se=9223372036854775807&skn=d"
      })
  void garbageIsMalformed(String text) {
    assertThat(refusal(() -> SharedAccessSignatures.parse(text))).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "sb://ns.example/, ns.example, orders, true",
    "sb://NS.example/Orders, ns.example, orders/subscriptions/a, true",
    "amqps://ns.example:5671/orders, ns.example, orders, true",
    "http://ns.example/ord, ns.example, orders, false",
    "http://ns.example/orders, ns.example, '', false",
    "http://other.example/orders, ns.example, orders, false"
  })
  void aTokenCoversItsResourceAndWhatIsBelow(
      String resource, String host, String path, boolean covers) {
    Token token =
        SharedAccessSignatures.parse(SharedAccessSignatures.create(resource, "r", KEY, END));
    assertThat(token.covers(host, path)).isEqualTo(covers);
  }

  private static Reason refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(InvalidCredentialException.class, call).reason();
  }
}
