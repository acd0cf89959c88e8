package io.trunkline.workflows.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.kernel.Codec;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  private static final Codec<WorkflowCommand<?>> CODEC = new WorkflowMachine().codec();

  private static RunEvent.ActionCompleted completed(JsonNode inputs, JsonNode outputs) {
    return new RunEvent.ActionCompleted(
        new ActionKey("A", "000001"), Status.SUCCEEDED, "OK", null, inputs, outputs, null, "t");
  }

  @Test
  void keepsNumbersAndTellsNullFromNothing() {
    WorkflowCommand.Advance command =
        new WorkflowCommand.Advance(
            new RunRef("w", "r"),
            7,
            List.of(
                completed(Json.parse("[5.0,1e400,12345678901234567890]"), NullNode.getInstance()),
                completed(null, Json.parse("{}"))));
    WorkflowCommand<?> decoded = CODEC.decode(CODEC.encode(command));
    assertThat(decoded).isEqualTo(command);
    RunEvent.ActionCompleted first =
        (RunEvent.ActionCompleted) ((WorkflowCommand.Advance) decoded).events().getFirst();
    assertThat(Json.text(first.inputs())).isEqualTo("[5.0,1E+400,12345678901234567890]");
    assertThat(first.outputs()).isEqualTo(NullNode.getInstance());
  }

  @Test
  void readsWhatAnOlderVersionWroteAndIgnoresWhatANewerAdds() {
    byte[] bytes =
        "{\"@\":\"CancelRun\",\"ref\":{\"workflow\":\"w\",\"run\":\"r\"},\"new\":1}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(CODEC.decode(bytes)).isEqualTo(new WorkflowCommand.CancelRun(new RunRef("w", "r")));
  }

  @Test
  void refusesWhatIsNoCommand() {
    assertThatThrownBy(() -> CODEC.decode("{\"@\":\"Nope\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
