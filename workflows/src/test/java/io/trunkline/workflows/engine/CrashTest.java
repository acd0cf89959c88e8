package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs definitions undisturbed, and again with a {@code kill -9} after every committed entry: what
 * the histories say and which calls were made must be the same.
 */
class CrashTest {
  private static String definition(String name) {
    return switch (name) {
      case "nested scopes" ->
          """
          {"Outer":{"type":"Scope","actions":{
             "A":{"type":"Compose","inputs":1},
             "Inner":{"type":"Scope","runAfter":{"A":["Succeeded"]},"actions":{"B":{"type":"Compose","inputs":"@int('x')"},"C":{"type":"Compose","inputs":1,"runAfter":{"B":["Succeeded"]}}}},
             "D":{"type":"Compose","inputs":2,"runAfter":{"Inner":["Failed"]}}}},
           "If":{"type":"If","expression":"@equals(outputs('D'),2)","runAfter":{"Outer":["Succeeded"]},"actions":{"Yes":{"type":"Compose","inputs":"y"}},"else":{"actions":{"No":{"type":"Compose","inputs":"n"}}}}}
          """;
      case "loops" ->
          """
          {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"n","type":"integer"},{"name":"sum","type":"integer"}]}},
           "Until":{"type":"Until","expression":"@equals(variables('n'),3)","limit":{"count":5,"timeout":"P1D"},"runAfter":{"Init":["Succeeded"]},"actions":{
             "Inc":{"type":"IncrementVariable","inputs":{"name":"n"}},
             "Each":{"type":"Foreach","foreach":"@range(1,3)","runAfter":{"Inc":["Succeeded"]},"actions":{"Add":{"type":"IncrementVariable","inputs":{"name":"sum","value":"@item()"}},"Send":%s}}}},
           "Sum":{"type":"Compose","inputs":"@variables('sum')","runAfter":{"Until":["Succeeded"]}}}
          """
              .formatted(
                  CrashRig.send("\"runAfter\":{\"Add\":[\"Succeeded\"]},", "string(item())"));
      case "retries and waits" ->
          """
          {"Wait":{"type":"Wait","inputs":{"interval":{"count":5,"unit":"Second"}}},
           "Send":%s,
           "Call":{"type":"Http","inputs":{"method":"POST","uri":"http://shop.example/","body":"@guid()"},"runAfter":{"Send":["Succeeded"],"Wait":["Succeeded"]}}}
          """
              .formatted(CrashRig.send("", "'x'"));
      default ->
          """
          {"Left":%s,"Right":%s,
           "Join":{"type":"Compose","inputs":"@concat(actions('Left')['status'],actions('Right')['status'])","runAfter":{"Left":["Succeeded","Failed"],"Right":["Succeeded"]}},
           "End":{"type":"Terminate","inputs":{"runStatus":"Cancelled"},"runAfter":{"Join":["Succeeded"]}}}
          """
              .formatted(CrashRig.send("", "'l'"), CrashRig.send("", "'r'"));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested scopes", "loops", "retries and waits", "parallel branches"})
  void aRestartAfterEveryCommitChangesNothing(String name) {
    CrashRig rig = new CrashRig();
    CrashRig.Result undisturbed = rig.run(definition(name), CrashRig.SHARED, false);
    assertThat(undisturbed.status()).isIn("Succeeded", "Cancelled");
    assertThat(rig.run(definition(name), CrashRig.SHARED, true)).isEqualTo(undisturbed);
    int shared = rig.crashes;
    assertThat(rig.run(definition(name), CrashRig.EACH, true)).isEqualTo(undisturbed);
    // How many of them depends on which answers of parallel calls come in time to share a commit.
    assertThat(rig.crashes - shared).isGreaterThan(3);
  }
}
