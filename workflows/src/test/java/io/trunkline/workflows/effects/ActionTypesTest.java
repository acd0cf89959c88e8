package io.trunkline.workflows.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.script.JavaScript;
import io.trunkline.workflows.script.ScriptLimits;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActionTypesTest {
  /** What the engine itself carries out, without a table. */
  private static boolean isEngines(ActionType type) {
    return type.isScope() || type == ActionType.WAIT || type == ActionType.TERMINATE;
  }

  @ParameterizedTest
  @EnumSource
  void theTableSaysTheSameAsTheType(ActionType type) {
    ActionTypes types =
        new ActionTypes(
            null,
            null,
            null,
            null,
            new ActionTypes.Ports(
                null, null, null, null, Artifacts.none(), new JavaScript(ScriptLimits.defaults())));
    Map<ActionType, InstantAction> instant = types.instant();
    assertThat(isEngines(type) || instant.containsKey(type) || types.calls().containsKey(type))
        .isEqualTo(type.isSupported());
  }
}
