package io.trunkline.broker.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkRulesTest {
  private static NetworkRules only(String... masks) {
    List<NetworkRules.Range> allowed =
        Stream.of(masks).map(mask -> NetworkRules.Range.parse(mask).orElseThrow()).toList();
    return new NetworkRules(false, true, allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.255.3:5671, true",
    "10.1.0.0/16, 10.2.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "0.0.0.0/0, 192.0.2.7, true",
    "2001:db8::/32, [2001:db8::1]:5671, true",
    "2001:db8::/32, 2001:db9::1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "10.0.0.0/8, somewhere, false"
  })
  void admitsWhatARuleNames(String rule, String address, boolean admitted) {
    assertThat(only(rule).admit(address)).isEqualTo(admitted);
  }

  @Test
  void closesNothingWithoutARuleAndEverythingWhereItIsClosed() {
    assertThat(only().admit("192.0.2.1")).isTrue();
    assertThat(NetworkRules.OPEN.admit("192.0.2.1")).isTrue();
    assertThat(new NetworkRules(true, false, List.of()).admit("192.0.2.1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0", "10.0.0.0/33", "localhost", "10.0.0.0/x", "300.1.1.1", "''"})
  void refusesWhatIsNoAddress(String mask) {
    assertThat(NetworkRules.Range.parse(mask)).isEmpty();
  }
}
