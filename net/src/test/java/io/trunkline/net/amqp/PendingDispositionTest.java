package io.trunkline.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Role;
import org.junit.jupiter.api.Test;

class PendingDispositionTest {
  private final PendingDisposition pending = new PendingDisposition();

  private static Disposition of(long delivery, DeliveryState state) {
    return new Disposition()
        .setRole(Role.RECEIVER)
        .setFirst(delivery)
        .setSettled(true)
        .setState(state);
  }

  private static Disposition accepted(long delivery) {
    return of(delivery, Accepted.getInstance());
  }

  @Test
  void joinsDeliveriesInARow() {
    assertThat(pending.add(accepted(7), 1)).isTrue();
    assertThat(pending.add(accepted(8), 1)).isTrue();
    assertThat(pending.add(accepted(9), 1)).isTrue();
    Disposition joined = pending.take();
    assertThat(joined.getFirst()).isEqualTo(7);
    assertThat(joined.getLast()).isEqualTo(9);
    assertThat(joined.getState()).isSameAs(Accepted.getInstance());
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void joinsAcrossTheEndOfTheNumbers() {
    assertThat(pending.add(accepted(0xFFFF_FFFFL), 1)).isTrue();
    assertThat(pending.add(accepted(0), 1)).isTrue();
    assertThat(pending.take().getLast()).isZero();
  }

  @Test
  void leavesASingleOneAsItIs() {
    assertThat(pending.add(accepted(7), 1)).isTrue();
    assertThat(pending.take().hasLast()).isFalse();
  }

  @Test
  void keepsApartWhatDiffers() {
    assertThat(pending.add(accepted(7), 1)).isTrue();
    assertThat(pending.add(accepted(9), 1)).isFalse();
    assertThat(pending.add(accepted(8), 2)).isFalse();
    assertThat(pending.add(of(8, new Rejected()), 1)).isFalse();
    assertThat(pending.add(accepted(8).setSettled(false), 1)).isFalse();
    assertThat(pending.add(accepted(8).setRole(Role.SENDER), 1)).isFalse();
    assertThat(pending.take().hasLast()).isFalse();
  }
}
