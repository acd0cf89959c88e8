package io.trunkline.compat.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes what passed and writes the tables, but only when every test with a {@link Parity} ran and
 * nothing failed: a run of a few tests must not empty them.
 */
public final class ParityListener implements TestExecutionListener {
  private static final Path TABLES = Path.of("..", "docs", "parity");
  // Surefire may split a run into several plans, each with a listener of its own.
  private static final SortedSet<ParityRow> ROWS = new ConcurrentSkipListSet<>();
  private static final Set<Method> PROVEN = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      FAILED.set(true);
      return;
    }
    test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaMethod())
        .ifPresent(method -> proven(test, method));
  }

  private static void proven(TestIdentifier test, Method method) {
    Parity parity = method.getAnnotation(Parity.class);
    if (parity == null) {
      return;
    }
    PROVEN.add(method);
    String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    boolean factory = parity.feature().isEmpty();
    if (test.isTest() || !factory) {
      String feature = factory ? test.getDisplayName() : parity.feature();
      ROWS.add(new ParityRow(parity.service(), feature, parity.client(), name));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (FAILED.get() || !PROVEN.containsAll(all())) {
      return;
    }
    try {
      new ParityTables(TABLES).write(ROWS);
    } catch (IOException e) {
      throw new UncheckedIOException("the parity tables cannot be written", e);
    }
  }

  private static Set<Method> all() {
    return ReflectionSupport.findAllClassesInPackage(
            "io.trunkline.compat", type -> true, name -> true)
        .stream()
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Parity.class))
        .collect(Collectors.toSet());
  }
}
