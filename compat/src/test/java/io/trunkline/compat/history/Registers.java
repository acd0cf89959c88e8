package io.trunkline.compat.history;

import io.trunkline.compat.history.Operation.GetResource;
import io.trunkline.compat.history.Operation.GetState;
import io.trunkline.compat.history.Operation.PutResource;
import io.trunkline.compat.history.Operation.SetState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads see what was written: no read returns a version that was surely overwritten before
 * the read began, be it by an acknowledged write or by one that another read has seen.
 */
final class Registers {
  private record Write(long version, @Nullable Event event) {
    /** Returns whether this was surely done before {@code later} began to be written. */
    boolean before(Write later) {
      return later.event != null && (event == null || event.before(later.event));
    }
  }

  private record Read(long version, Event event) {}

  private record Register(List<Write> writes, List<Read> reads) {
    Register() {
      this(new ArrayList<>(List.of(new Write(0, null))), new ArrayList<>());
    }
  }

  private Registers() {}

  static Stream<Violation> sessionState(History history) {
    Map<String, Register> registers = new HashMap<>();
    for (Event event : history.events()) {
      switch (event.operation()) {
        case SetState(var queue, var session, var version) when event.possible() ->
            of(registers, queue + " session " + session).writes().add(new Write(version, event));
        case GetState(var queue, var session, var version) when event.ok() ->
            of(registers, queue + " session " + session).reads().add(new Read(version, event));
        default -> {}
      }
    }
    return check(Check.SESSION_STATE, "the state of ", registers);
  }

  static Stream<Violation> resources(History history) {
    Map<String, Register> registers = new HashMap<>();
    for (Event event : history.events()) {
      switch (event.operation()) {
        case PutResource(var resource, var version) when event.possible() ->
            of(registers, resource).writes().add(new Write(version, event));
        case GetResource(var resource, var version) when event.ok() ->
            of(registers, resource).reads().add(new Read(version, event));
        default -> {}
      }
    }
    return check(Check.STALE_READ, "the resource ", registers);
  }

  private static Register of(Map<String, Register> registers, String name) {
    return registers.computeIfAbsent(name, _ -> new Register());
  }

  private static Stream<Violation> check(
      Check check, String what, Map<String, Register> registers) {
    List<Violation> violations = new ArrayList<>();
    registers.forEach(
        (name, register) -> {
          Map<Long, Write> written = new HashMap<>();
          register.writes().forEach(write -> written.put(write.version(), write));
          BiFunction<String, List<Event>, Violation> violation =
              (message, evidence) -> new Violation(check, what + name + " " + message, evidence);
          for (Read read : register.reads()) {
            stale(register, written, read, violation).stream().limit(1).forEach(violations::add);
          }
        });
    return violations.stream();
  }

  private static List<Violation> stale(
      Register register,
      Map<Long, Write> written,
      Read read,
      BiFunction<String, List<Event>, Violation> violation) {
    Write source = written.get(read.version());
    if (source == null || (source.event() != null && read.event().before(source.event()))) {
      return List.of(
          violation.apply(
              "was read with version %d, which nobody had written".formatted(read.version()),
              List.of(read.event())));
    }
    List<Violation> found = new ArrayList<>();
    for (Write write : register.writes()) {
      if (write.event() != null
          && write.event().ok()
          && source.before(write)
          && write.event().before(read.event())) {
        found.add(
            violation.apply(
                "was read with version %d after version %d had been acknowledged"
                    .formatted(read.version(), write.version()),
                List.of(write.event(), read.event())));
      }
    }
    for (Read earlier : register.reads()) {
      Write seen = written.get(earlier.version());
      if (earlier.event().before(read.event()) && seen != null && source.before(seen)) {
        found.add(
            violation.apply(
                "was read with version %d after version %d had been read"
                    .formatted(read.version(), earlier.version()),
                List.of(earlier.event(), read.event())));
      }
    }
    return found;
  }
}
