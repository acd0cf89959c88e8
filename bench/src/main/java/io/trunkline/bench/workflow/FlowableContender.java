package io.trunkline.bench.workflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/**
 * Flowable, embedded, on H2 in a file that is written through at every commit; each step is an
 * asynchronous job, so that it is durable before the next begins.
 */
final class FlowableContender implements Contender {
  private static final String HEAD =
      "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\""
          + " xmlns:flowable=\"http://flowable.org/bpmn\" targetNamespace=\"bench\">";

  private final ProcessEngine engine;
  private final Counter counter = new Counter();

  /** What the last step of a process calls. */
  public static final class Counter {
    private volatile Runnable ended = () -> {};

    /** Tells of the end of a run. */
    public boolean count() {
      ended.run();
      return true;
    }
  }

  FlowableContender(Path directory) {
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setJdbcUrl(
        "jdbc:h2:file:" + directory.resolve("flowable").toAbsolutePath() + ";WRITE_DELAY=0");
    configuration.setJdbcUsername("sa");
    configuration.setJdbcPassword("");
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setAsyncExecutorActivate(true);
    configuration.setAsyncExecutorCorePoolSize(8);
    configuration.setAsyncExecutorMaxPoolSize(8);
    configuration
        .getAsyncExecutorConfiguration()
        .setDefaultAsyncJobAcquireWaitTime(Duration.ofMillis(100));
    configuration.setJdbcMaxActiveConnections(32);
    configuration.setBeans(Map.of("counter", counter));
    engine = configuration.buildProcessEngine();
    engine
        .getRepositoryService()
        .createDeployment()
        .addString(
            "bench.bpmn20.xml",
            HEAD
                + sequence()
                + loop("parallel", false)
                + loop("sequential", true)
                + waiting()
                + "</definitions>")
        .deploy();
  }

  private static String sequence() {
    StringBuilder process = new StringBuilder("<process id=\"sequence\"><startEvent id=\"s\"/>");
    String before = "s";
    for (int i = 0; i < STEPS; i++) {
      String call = i == STEPS - 1 ? "${counter.count()}" : "${order + " + i + "}";
      process
          .append(
              "<sequenceFlow id=\"q%d\" sourceRef=\"%s\" targetRef=\"t%d\"/>"
                  .formatted(i, before, i))
          .append(
              "<serviceTask id=\"t%d\" flowable:async=\"true\" flowable:expression=\"%s\" flowable:resultVariable=\"r\"/>"
                  .formatted(i, call));
      before = "t" + i;
    }
    return process
        .append(
            "<sequenceFlow id=\"last\" sourceRef=\""
                + before
                + "\" targetRef=\"e\"/><endEvent id=\"e\"/></process>")
        .toString();
  }

  private static String loop(String id, boolean sequential) {
    return """
    <process id="%s"><startEvent id="%1$ss"/><sequenceFlow id="%1$s1" sourceRef="%1$ss" targetRef="%1$st"/>
    <serviceTask id="%1$st" flowable:async="true" flowable:expression="${loopCounter + 1}">
    <multiInstanceLoopCharacteristics isSequential="%s"><loopCardinality>${items}</loopCardinality></multiInstanceLoopCharacteristics></serviceTask>
    <sequenceFlow id="%1$s2" sourceRef="%1$st" targetRef="%1$sc"/><serviceTask id="%1$sc" flowable:expression="${counter.count()}"/>
    <sequenceFlow id="%1$s3" sourceRef="%1$sc" targetRef="%1$se"/><endEvent id="%1$se"/></process>
    """
        .formatted(id, sequential);
  }

  private static String waiting() {
    return """
    <process id="waiting"><startEvent id="ws"/><sequenceFlow id="w1" sourceRef="ws" targetRef="wt"/>
    <intermediateCatchEvent id="wt"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
    <sequenceFlow id="w2" sourceRef="wt" targetRef="we"/><endEvent id="we"/></process>
    """;
  }

  private void start(String process, Map<String, Object> variables) {
    engine.getRuntimeService().startProcessInstanceByKey(process, variables);
  }

  @Override
  public String name() {
    return "Flowable";
  }

  @Override
  public void whenEnded(Runnable ended) {
    counter.ended = ended;
  }

  @Override
  public void start(Work work) {
    if (work == Work.WAIT) {
      start("waiting", Map.of());
    } else {
      start("sequence", Map.of("order", 1));
    }
  }

  @Override
  public boolean loops(boolean parallel) {
    return true;
  }

  @Override
  public void startLoop(int items, boolean parallel) {
    start(parallel ? "parallel" : "sequential", Map.of("items", items));
  }

  @Override
  public void close() {
    engine.close();
  }
}
