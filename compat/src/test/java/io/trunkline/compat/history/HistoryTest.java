package io.trunkline.compat.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.compat.history.Operation.AcceptSession;
import io.trunkline.compat.history.Operation.Fault;
import io.trunkline.compat.history.Operation.GetResource;
import io.trunkline.compat.history.Operation.PutResource;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.RenewSession;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Operation.Settle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is a violation, and what only looks like one. */
class HistoryTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LOCK = Duration.ofSeconds(30);

  private final List<Event> events = new ArrayList<>();

  private List<Violation> check() {
    return Check.all(new History(Map.of("q", new QueueTraits(LOCK, false)), Map.of(), events));
  }

  private void at(int second, String client, Operation operation, Outcome outcome) {
    Instant invoked = START.plusSeconds(second);
    events.add(new Event(client, operation, invoked, outcome, invoked.plusMillis(100)));
  }

  private void at(int second, String client, Operation operation) {
    at(second, client, operation, Outcome.OK);
  }

  private static Receive receive(int second, String token) {
    Instant locked = START.plusSeconds(second);
    return new Receive("q", "m", null, 1, token, locked.plus(LOCK), 0);
  }

  private static Settle complete(String token) {
    return new Settle("q", "m", 1, token, Settlement.COMPLETE);
  }

  @Test
  void anUnknownSendMayBeLostAndAnUnknownCompletionMayHaveHappened() {
    at(0, "sender", new Send("q", "m", null));
    at(1, "sender", new Send("q", "other", null), Outcome.UNKNOWN);
    at(2, "a", receive(2, "t"));
    at(3, "a", complete("t"), Outcome.UNKNOWN);
    assertThat(check()).isEmpty();
  }

  @Test
  void aMessageThatWasOnlyDeliveredIsLostWhenItIsNotThere() {
    at(0, "sender", new Send("q", "m", null));
    at(2, "a", receive(2, "t"));
    assertThat(check())
        .singleElement()
        .returns(Check.LOST, Violation::check)
        .returns(
            "message m was acknowledged by q, nobody settled it, and it is not there",
            Violation::message);
  }

  @Test
  void aFaultEndsLocksButDoesNotExcuseASettlementWithOne() {
    at(0, "sender", new Send("q", "m", null));
    at(1, "a", receive(1, "t1"));
    at(2, "faults", new Fault("leader killed"));
    at(4, "b", receive(4, "t2"));
    at(5, "b", complete("t2"));
    assertThat(check()).isEmpty();
    events.removeLast();
    at(5, "a", complete("t1"));
    assertThat(check())
        .singleElement()
        .returns(Check.DOUBLE_LOCK, Violation::check)
        .returns(
            "message m was settled with a lock that another had got since", Violation::message);
  }

  @Test
  void aDeliveryThatStoodInAClientsBufferIsNotADuplicate() {
    at(0, "sender", new Send("q", "m", null));
    at(40, "b", receive(35, "t2"));
    at(41, "b", complete("t2"));
    at(50, "a", receive(1, "t1"));
    assertThat(check()).isEmpty();
  }

  @Test
  void aRenewedSessionIsHeldLonger() {
    at(0, "a", new AcceptSession("q", "s"));
    at(20, "a", new RenewSession("q", "s"));
    at(51, "b", new AcceptSession("q", "s"));
    assertThat(check()).isEmpty();
    at(35, "c", new AcceptSession("q", "s"));
    assertThat(check()).extracting(Violation::check).contains(Check.DOUBLE_LOCK);
  }

  @Test
  void aWriteOfUnknownFateMayComeLater() {
    at(0, "w", new PutResource("r", 1), Outcome.UNKNOWN);
    at(1, "w", new PutResource("r", 2));
    at(2, "reader", new GetResource("r", 1));
    assertThat(check()).isEmpty();
    at(3, "w", new PutResource("r", 3));
    at(4, "reader", new GetResource("r", 2));
    assertThat(check())
        .singleElement()
        .returns(
            "the resource r was read with version 2 after version 3 had been acknowledged",
            Violation::message);
  }
}
