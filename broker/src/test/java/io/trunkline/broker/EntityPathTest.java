package io.trunkline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityPathTest {
  @ParameterizedTest
  @CsvSource({
    "orders,orders",
    "/orders,orders",
    "orders/,orders",
    "amqps://host:5671/orders,orders",
    "sb://host/a%2Fb,a/b",
    "a+b,a+b",
    "t/subscriptions/s,t/Subscriptions/s",
    "a/b/SUBSCRIPTIONS/s,a/b/Subscriptions/s",
    "q/$deadletterqueue,q/$DeadLetterQueue",
    "t/Subscriptions/s/$DeadLetterQueue,t/Subscriptions/s/$DeadLetterQueue",
    "q/$transfer/$deadletterqueue,q/$Transfer/$DeadLetterQueue"
  })
  void addressesAreReadAsClientsWriteThem(String address, String canonical) {
    assertThat(EntityPath.parse(address)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "sb://host", "a%zz"})
  void othersAreRefused(String address) {
    assertThatThrownBy(() -> EntityPath.parse(address)).isInstanceOf(BrokerException.class);
  }

  @Test
  void pathsCompareWithoutCase() {
    assertThat(EntityPath.parse("T/subscriptions/S"))
        .isEqualTo(EntityPath.subscription("t", "s"))
        .hasSameHashCodeAs(EntityPath.subscription("t", "s"))
        .isNotEqualTo(EntityPath.of("t"));
  }
}
