package io.trunkline.workflows.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaScriptTest {
  private final JavaScript script =
      new JavaScript(new ScriptLimits(Duration.ofMillis(1_500), 64L << 20, 1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "const a = []; while (true) a.push('x'.repeat(1000) + a.length);",
        "let s = 'x'; while (true) s += s;",
        "return new Promise(() => {});",
        "(function f() { f(); })();",
        "return JSON.parse('{');",
        "syntax error",
        "return await 1;"
      })
  void whatTakesTooMuchOrIsWrongIsStopped(String code) {
    assertThatThrownBy(() -> script.run(code, Json.object())).isInstanceOf(ScriptException.class);
    assertThat(script.run("return 1;", Json.object()).orElseThrow().asInt()).isEqualTo(1);
  }

  @Test
  void scriptsRememberNothing() {
    script.run("globalThis.secret = 1; Array.prototype.evil = 2;", Json.object());
    assertThat(script.run("return [typeof secret, typeof [].evil];", Json.object()).orElseThrow())
        .isEqualTo(Json.parse("[\"undefined\",\"undefined\"]"));
  }

  @Test
  void limitsHaveDocumentedDefaults() {
    assertThat(ScriptLimits.defaults())
        .isEqualTo(new ScriptLimits(Duration.ofSeconds(5), 256L << 20, 2));
  }
}
