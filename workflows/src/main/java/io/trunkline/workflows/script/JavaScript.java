package io.trunkline.workflows.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.trunkline.net.codec.Json;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Runs JavaScript (ECMAScript 2024) in a sandbox: no files, no network, no Java, no threads, no
 * memory of earlier scripts. What it takes is watched and stopped at the limits. Thread-safe.
 */
public final class JavaScript {
  /** Takes away what is no part of the language: reading files, printing, other languages. */
  private static final String PRELUDE =
      "for (const name of ['Graal', 'Java', 'Polyglot', 'exit', 'load', 'loadWithNewGlobal',"
          + " 'print', 'printErr', 'quit', 'read', 'readbuffer', 'readline']) delete"
          + " globalThis[name];";

  private static final Duration WATCH_EVERY = Duration.ofMillis(10);
  private static final String FAILED = "InlineCodeScriptRuntimeFailure";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ScriptLimits limits;
  private final Semaphore turns;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("script-", 0).factory());
  private @Nullable Engine engine;

  public JavaScript(ScriptLimits limits) {
    this.limits = limits;
    this.turns = new Semaphore(limits.atOnce());
  }

  /**
   * Runs {@code code} as the body of a function; blocks.
   *
   * @param workflowContext what the script sees under this name
   * @return what it returned, empty for nothing; a promise is waited for
   * @throws ScriptException when it fails or takes too much
   */
  public Optional<JsonNode> run(String code, JsonNode workflowContext) {
    turns.acquireUninterruptibly();
    try (Context context = open()) {
      AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
      CompletableFuture<Optional<JsonNode>> result =
          CompletableFuture.supplyAsync(
              () -> {
                thread.set(Thread.currentThread());
                return evaluate(context, code, workflowContext);
              },
              threads);
      return watch(context, result, thread);
    } finally {
      turns.release();
    }
  }

  private Context open() {
    Context context =
        Context.newBuilder("js")
            .engine(engine())
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("js.ecmascript-version", "2024")
            .build();
    context.eval("js", PRELUDE);
    return context;
  }

  /** Made at the first script: most nodes never run one. */
  private synchronized Engine engine() {
    if (engine == null) {
      engine =
          Engine.newBuilder("js")
              .sandbox(SandboxPolicy.CONSTRAINED)
              .out(OutputStream.nullOutputStream())
              .err(OutputStream.nullOutputStream())
              .option("engine.WarnInterpreterOnly", "false")
              .build();
    }
    return engine;
  }

  private static Optional<JsonNode> evaluate(
      Context context, String code, JsonNode workflowContext) {
    Value json = context.eval("js", "JSON");
    Value function = context.eval("js", "(function (workflowContext) {\n" + code + "\n})");
    Value result = function.execute(json.invokeMember("parse", Json.text(workflowContext)));
    Value settled = settled(result);
    Value text = json.invokeMember("stringify", settled);
    return text.isString() ? Optional.of(Json.parse(text.asString())) : Optional.empty();
  }

  /** Returns what a promise resolves to; its reactions run before this thread goes on. */
  private static Value settled(Value result) {
    if (!result.hasMembers() || !result.canInvokeMember("then")) {
      return result;
    }
    AtomicReference<@Nullable Value> fulfilled = new AtomicReference<>();
    AtomicReference<@Nullable Value> rejected = new AtomicReference<>();
    result.invokeMember("then", keep(fulfilled), keep(rejected));
    Value value = fulfilled.get();
    if (value != null) {
      return value;
    }
    Value reason = rejected.get();
    throw new ScriptException(
        FAILED,
        reason == null
            ? "The promise that the script returned is never resolved."
            : "The script failed: " + reason);
  }

  private static ProxyExecutable keep(AtomicReference<@Nullable Value> place) {
    return arguments -> {
      place.set(arguments[0]);
      return null;
    };
  }

  private Optional<JsonNode> watch(
      Context context,
      CompletableFuture<Optional<JsonNode>> result,
      AtomicReference<@Nullable Thread> thread) {
    long giveUpAt = System.nanoTime() + limits.time().toNanos();
    long allocatedBefore = -1;
    while (true) {
      try {
        return result.get(WATCH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        Thread runner = thread.get();
        long allocated = runner == null ? 0 : THREADS.getThreadAllocatedBytes(runner.threadId());
        allocatedBefore = allocatedBefore < 0 && runner != null ? allocated : allocatedBefore;
        if (System.nanoTime() > giveUpAt) {
          context.close(true);
          throw new ScriptException(
              FAILED, "The script ran longer than %d ms.".formatted(limits.time().toMillis()));
        }
        if (allocatedBefore >= 0 && allocated - allocatedBefore > limits.allocatedBytes()) {
          context.close(true);
          throw new ScriptException(
              FAILED, "The script took more than %d bytes.".formatted(limits.allocatedBytes()));
        }
      } catch (InterruptedException e) {
        context.close(true);
        Thread.currentThread().interrupt();
        throw new ScriptException(FAILED, "The script was stopped with the node.");
      } catch (ExecutionException e) {
        throw failure(e.getCause());
      }
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case ScriptException known -> known;
      case PolyglotException problem when problem.isGuestException() || problem.isCancelled() ->
          new ScriptException(FAILED, "The script failed: " + problem.getMessage());
      case RuntimeException other ->
          new ScriptException(FAILED, "The script cannot run: " + other.getMessage());
      case null, default -> new ScriptException(FAILED, "The script cannot run: " + cause);
    };
  }
}
