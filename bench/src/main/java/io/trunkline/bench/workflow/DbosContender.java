package io.trunkline.bench.workflow;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.time.Duration;

/**
 * DBOS on PostgreSQL, which is another process: a method whose steps' results are rows, each
 * committed before the next step begins.
 */
final class DbosContender implements Contender {
  private final DBOS dbos;
  private final Flows flows;
  private volatile Runnable ended = () -> {};

  /** What is run; the library wants an interface. */
  public interface Flows {
    void sequence(int steps);

    void hour();
  }

  private final class DurableFlows implements Flows {
    @Override
    @Workflow
    public void sequence(int steps) {
      int order = 1;
      for (int i = 0; i < steps; i++) {
        int before = order;
        order = dbos.runStep(() -> before + 1, "step" + i);
      }
      ended.run();
    }

    @Override
    @Workflow
    public void hour() {
      dbos.sleep(Duration.ofHours(1));
    }
  }

  /**
   * @param url JDBC URL of a database that may be written to
   */
  DbosContender(String url, String user, String password) {
    dbos =
        new DBOS(
            DBOSConfig.defaults("bench")
                .withDatabaseUrl(url)
                .withDbUser(user)
                .withDbPassword(password)
                .withAppVersion("1"));
    flows = dbos.registerProxy(Flows.class, new DurableFlows());
    dbos.launch();
  }

  @Override
  public String name() {
    return "DBOS";
  }

  @Override
  public void whenEnded(Runnable next) {
    ended = next;
  }

  @Override
  public void start(Work work) {
    if (work == Work.WAIT) {
      dbos.startWorkflow(flows::hour);
    } else {
      dbos.startWorkflow(() -> flows.sequence(STEPS));
    }
  }

  /** Steps of one method are done one after the other. */
  @Override
  public boolean loops(boolean parallel) {
    return !parallel;
  }

  @Override
  public void startLoop(int items, boolean parallel) {
    dbos.startWorkflow(() -> flows.sequence(items));
  }

  @Override
  public void close() {
    dbos.shutdown();
  }
}
