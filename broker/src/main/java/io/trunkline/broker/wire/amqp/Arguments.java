package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.qpid.protonj2.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The named arguments of a management operation. Several values come as a list or as an array of
 * primitives, depending on the SDK; both are accepted ({@code reference/service-bus.md §8.1}).
 */
record Arguments(Map<?, ?> values) {
  static Arguments of(@Nullable Object body) {
    if (body instanceof Map<?, ?> map) {
      return new Arguments(map);
    }
    throw invalid("The body of the request must be a map.");
  }

  Optional<String> text(String name) {
    Object value = values.get(name);
    return value == null ? Optional.empty() : Optional.of(value.toString());
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> invalid("The argument '" + name + "' is missing."));
  }

  /** Returns a number or a timestamp's milliseconds. */
  Optional<Long> number(String name) {
    return Optional.ofNullable(values.get(name)).map(value -> number(name, value));
  }

  long requiredNumber(String name) {
    return number(name).orElseThrow(() -> invalid("The argument '" + name + "' is missing."));
  }

  List<Long> numbers(String name) {
    return all(name).stream().map(value -> number(name, value)).toList();
  }

  List<UUID> tokens(String name) {
    List<UUID> tokens = new ArrayList<>();
    for (Object value : all(name)) {
      if (!(value instanceof UUID token)) {
        throw invalid("The argument '" + name + "' must hold uuids.");
      }
      tokens.add(token);
    }
    return tokens;
  }

  List<Arguments> maps(String name) {
    return all(name).stream().map(Arguments::of).toList();
  }

  Optional<Map<?, ?>> map(String name) {
    return values.get(name) instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
  }

  /** Returns a binary value; null where it is null or missing. */
  byte @Nullable [] bytes(String name) {
    return switch (values.get(name)) {
      case null -> null;
      case Binary binary -> binary.asByteArray();
      default -> throw invalid("The argument '" + name + "' must be binary.");
    };
  }

  private List<Object> all(String name) {
    Object value = values.get(name);
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    if (value == null || !value.getClass().isArray()) {
      throw invalid("The argument '" + name + "' must be an array.");
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      all.add(Array.get(value, i));
    }
    return all;
  }

  private static long number(String name, Object value) {
    return switch (value) {
      case Number number -> number.longValue();
      case Date date -> date.toInstant().toEpochMilli();
      default -> throw invalid("The argument '" + name + "' must be a number.");
    };
  }

  private static BrokerException invalid(String message) {
    return new BrokerException(BrokerError.ARGUMENT_ERROR, message);
  }
}
