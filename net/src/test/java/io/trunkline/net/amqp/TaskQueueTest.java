package io.trunkline.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
  private final Queue<Runnable> woken = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final TaskQueue tasks = new TaskQueue(woken::add, taken -> taken.forEach(Runnable::run));

  @Test
  void wakesTheThreadOnceForAllThatComesBeforeItWorks() {
    tasks.add(() -> done.add("a"));
    tasks.add(() -> done.add("b"));
    assertThat(woken).hasSize(1);
    woken.remove().run();
    assertThat(done).containsExactly("a", "b");
  }

  @Test
  void wakesItAgainForWhatComesMeanwhile() {
    tasks.add(() -> tasks.add(() -> done.add("later")));
    woken.remove().run();
    assertThat(done).isEmpty();
    assertThat(woken).hasSize(1);
    woken.remove().run();
    assertThat(done).containsExactly("later");
  }
}
