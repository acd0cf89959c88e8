package io.trunkline.bench.workflow;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * db-scheduler on H2 in a file that is written through at every commit: durable jobs, each of which
 * puts the job of the next step in its place. It keeps no history, which the others do.
 */
final class SchedulerContender implements Contender {
  private static final int THREADS = 16;
  private static final TaskDescriptor<Integer> STEP = TaskDescriptor.of("step", Integer.class);

  /** The table as the project gives it. */
  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name varchar(100), task_instance varchar(100), task_data blob,
        execution_time timestamp(6) with time zone, picked bit, picked_by varchar(50),
        last_success timestamp(6) with time zone, last_failure timestamp(6) with time zone,
        consecutive_failures int, last_heartbeat timestamp(6) with time zone, version bigint,
        priority smallint, primary key (task_name, task_instance))
      """;

  private final JdbcConnectionPool database;
  private final Scheduler scheduler;
  private volatile Runnable ended = () -> {};

  SchedulerContender(Path directory) {
    database =
        JdbcConnectionPool.create(
            "jdbc:h2:file:" + directory.resolve("jobs").toAbsolutePath() + ";WRITE_DELAY=0",
            "sa",
            "");
    database.setMaxConnections(2 * THREADS);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      statement.execute("create index due on scheduled_tasks (execution_time)");
    } catch (SQLException e) {
      throw new IllegalStateException("the table cannot be made", e);
    }
    CustomTask<Integer> task =
        Tasks.custom(STEP)
            .execute(
                (instance, context) -> {
                  int next = instance.getData() + 1;
                  if (next < STEPS) {
                    return new CompletionHandler.OnCompleteReplace<>(STEP, next);
                  }
                  return (complete, operations) -> {
                    operations.stop();
                    ended.run();
                  };
                });
    scheduler =
        Scheduler.create(database, task)
            .threads(THREADS)
            .pollingInterval(Duration.ofMillis(100))
            .enableImmediateExecution()
            .build();
    scheduler.start();
  }

  @Override
  public String name() {
    return "db-scheduler";
  }

  @Override
  public void whenEnded(Runnable next) {
    ended = next;
  }

  @Override
  public void start(Work work) {
    Instant at = work == Work.WAIT ? Instant.now().plusSeconds(3_600) : Instant.now();
    scheduler.scheduleIfNotExists(
        STEP.instance(UUID.randomUUID().toString()).data(0).scheduledTo(at));
  }

  @Override
  public void close() {
    scheduler.stop();
    database.dispose();
  }
}
