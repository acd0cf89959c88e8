package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionPatternsTest {
  @ParameterizedTest
  @CsvSource({
    "*, anything/at/all, true",
    "*/read, Microsoft.ServiceBus/namespaces/queues/read, true",
    "*/read, Microsoft.ServiceBus/namespaces/read/action, false",
    "Microsoft.ServiceBus/*/send/action, Microsoft.ServiceBus/namespaces/messages/send/action,"
        + " true",
    "Microsoft.ServiceBus/*/send/action, microsoft.servicebus/NAMESPACES/messages/SEND/action,"
        + " true",
    "Microsoft.ServiceBus/*/send/action, Microsoft.ServiceBus/send/action, false",
    "Microsoft.ServiceBus/*, Microsoft.EventHub/namespaces/read, false",
    "Microsoft.Authorization/*/Write, Microsoft.Authorization/roleAssignments/write, true",
    "a*b*c, aXbXbXc, true",
    "a*b*c, aXbXbX, false"
  })
  void starsStandForAnyRun(String pattern, String action, boolean matches) {
    assertThat(ActionPatterns.matches(pattern, action)).isEqualTo(matches);
  }

  @Property
  void patternsMeanWhatTheRegularExpressionMeans(
      @ForAll("patterns") String pattern, @ForAll("actions") String action) {
    StringBuilder expression = new StringBuilder("(?is)");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      expression.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
    }
    assertThat(ActionPatterns.matches(pattern, action))
        .isEqualTo(action.matches(expression.toString()));
  }

  @Property
  void caseNeverCounts(@ForAll("patterns") String pattern, @ForAll("actions") String action) {
    assertThat(ActionPatterns.matches(pattern.toUpperCase(Locale.ROOT), action))
        .isEqualTo(ActionPatterns.matches(pattern, action.toUpperCase(Locale.ROOT)));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab/*B").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> actions() {
    return Arbitraries.strings().withChars("abA/").ofMaxLength(12);
  }
}
