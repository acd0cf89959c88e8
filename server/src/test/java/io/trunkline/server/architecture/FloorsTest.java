package io.trunkline.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.StateMachine;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The house stands: a module uses only lower floors, and state is deterministic. */
@AnalyzeClasses(packages = "io.trunkline", importOptions = DoNotIncludeTests.class)
class FloorsTest {
  @ArchTest
  static final ArchRule MODULES_USE_ONLY_LOWER_FLOORS =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("floor 1")
          .definedBy("io.trunkline.kernel..", "io.trunkline.net..")
          .layer("floor 2")
          .definedBy("io.trunkline.identity..", "io.trunkline.resources..")
          .layer("floor 3")
          .definedBy(
              "io.trunkline.broker..",
              "io.trunkline.events..",
              "io.trunkline.workflows..",
              "io.trunkline.gateway..",
              "io.trunkline.blobs..",
              "io.trunkline.monitor..")
          .layer("floor 4")
          .definedBy(
              "io.trunkline.server..",
              "io.trunkline.console..",
              "io.trunkline.connectors..",
              "io.trunkline.camel..")
          .whereLayer("floor 4")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("floor 3")
          .mayOnlyBeAccessedByLayers("floor 4")
          .whereLayer("floor 2")
          .mayOnlyBeAccessedByLayers("floor 3", "floor 4");

  @ArchTest
  static final ArchRule NEIGHBOURS_ON_FLOOR_1_DO_NOT_KNOW_EACH_OTHER =
      neighboursDoNotKnowEachOther("kernel", "net");

  @ArchTest
  static final ArchRule NEIGHBOURS_ON_FLOOR_2_DO_NOT_KNOW_EACH_OTHER =
      neighboursDoNotKnowEachOther("identity", "resources");

  @ArchTest
  static final ArchRule NEIGHBOURS_ON_FLOOR_3_DO_NOT_KNOW_EACH_OTHER =
      neighboursDoNotKnowEachOther("broker", "events", "workflows", "gateway", "blobs", "monitor");

  @ArchTest
  static final ArchRule CONNECTORS_KNOW_OF_WORKFLOWS_ONLY_HOW_TO_BE_CALLED =
      noClasses()
          .that()
          .resideInAnyPackage("io.trunkline.connectors..", "io.trunkline.camel..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.trunkline..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.trunkline.connectors..",
                              "io.trunkline.camel..",
                              "io.trunkline.workflows.connector..",
                              "io.trunkline.workflows.expression..",
                              "io.trunkline.identity..",
                              "io.trunkline.net.."))))
          .because("a node loads them by their interface, or does without them");

  @ArchTest
  static final ArchRule THE_CONSOLE_KNOWS_A_NODE_ONLY_AS_ITS_CLIENTS_DO =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.console..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.trunkline..")
                  .and(not(resideInAnyPackage("io.trunkline.console..", "io.trunkline.net.."))));

  @ArchTest
  static final ArchRule STATE_IS_DETERMINISTIC =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.*.state..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class, SecureRandom.class, ThreadLocalRandom.class)
          .because("a state machine gets time and random values in its commands");

  @ArchTest
  static final ArchRule STATE_DOES_NO_INPUT_OR_OUTPUT =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.*.state..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..", "java.net.http..", "java.nio.file..", "java.util.concurrent.locks..")
          .because("state is applied by one thread, the same on every replica");

  @ArchTest
  static final ArchRule STATE_KNOWS_NEITHER_WIRE_NOR_SERVICE_NOR_EFFECTS =
      noClasses()
          .that()
          .resideInAPackage("io.trunkline.*.state..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.trunkline.*.wire..", "io.trunkline.*.service..", "io.trunkline.*.effects..");

  @ArchTest
  static final ArchRule MACHINES_AND_COMMANDS_LIVE_IN_STATE =
      classes()
          .that()
          .implement(StateMachine.class)
          .or()
          .implement(Command.class)
          .should()
          .resideInAnyPackage("io.trunkline.*.state..", "io.trunkline.kernel.cluster")
          .because("only state changes what is durable; the kernel keeps its own members");

  private static ArchRule neighboursDoNotKnowEachOther(String... modules) {
    return SlicesRuleDefinition.slices()
        .matching("io.trunkline.(" + String.join("|", modules) + ")..")
        .should()
        .notDependOnEachOther();
  }
}
