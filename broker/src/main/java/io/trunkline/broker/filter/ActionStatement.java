package io.trunkline.broker.filter;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EncodedValue;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.filter.ServiceBusSqlParser.PropertyContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.RemoveContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.SetContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.StatementContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement of an action ({@code reference/service-bus.md §12.3}). */
sealed interface ActionStatement {
  /** The encoding of AMQP's null. */
  EncodedValue NULL = new EncodedValue(null, new byte[] {0x40});

  BrokerMessage apply(FilterInput input);

  static ActionStatement compile(StatementContext tree, OperandCompiler operands) {
    return switch (tree) {
      case SetContext set -> new Set(PropertyName.of(set.property()), operands.visit(set.sum()));
      case RemoveContext remove -> new Remove(PropertyName.of(remove.property()));
      default -> throw new IllegalStateException("no statement: " + tree.getText());
    };
  }

  /** Throws where a statement is for a system property that there is not, or that is fixed. */
  static void requireWritable(StatementContext tree) {
    PropertyContext property =
        switch (tree) {
          case SetContext set -> set.property();
          case RemoveContext remove -> remove.property();
          default -> throw new IllegalStateException("no statement: " + tree.getText());
        };
    PropertyName target = PropertyName.of(property);
    if (target.system() && !SystemProperties.isWritable(target.name())) {
      throw SqlSource.at(
          property.getStart(),
          "there is no system property '" + target.name() + "' that can be set");
    }
  }

  /** Sets a property; a value keeps the type of the one it replaces where it can. */
  record Set(PropertyName property, Operand operand) implements ActionStatement {
    @Override
    public BrokerMessage apply(FilterInput input) {
      Object value = operand.value(input);
      if (property.system()) {
        return withSystem(input.message(), property.name(), value);
      }
      String name = input.existingName(property.name());
      Object previous = name == null ? null : input.message().applicationProperties().get(name);
      Map<String, Object> properties = copy(input);
      properties.put(
          name == null ? property.name() : name, value == null ? NULL : converted(value, previous));
      return withProperties(input.message(), properties);
    }
  }

  /** Removes a property; one that is missing is fine. */
  record Remove(PropertyName property) implements ActionStatement {
    @Override
    public BrokerMessage apply(FilterInput input) {
      if (property.system()) {
        return withSystem(input.message(), property.name(), null);
      }
      String name = input.existingName(property.name());
      if (name == null) {
        return input.message();
      }
      Map<String, Object> properties = copy(input);
      properties.remove(name);
      return withProperties(input.message(), properties);
    }
  }

  private static Map<String, Object> copy(FilterInput input) {
    return new LinkedHashMap<>(input.message().applicationProperties());
  }

  private static BrokerMessage withSystem(
      BrokerMessage message, String name, @Nullable Object value) {
    MessageProperties properties = SystemProperties.write(name, message.properties(), value);
    return message.with(properties, true);
  }

  private static BrokerMessage withProperties(
      BrokerMessage message, Map<String, Object> properties) {
    return message.with(properties);
  }

  private static Object converted(Object value, @Nullable Object previous) {
    try {
      return switch (previous) {
        case String _ -> Values.text(value);
        case Integer _ when value instanceof Number number -> Math.toIntExact(whole(number));
        case Long _ when value instanceof Number number -> whole(number);
        case Double _ when value instanceof Number number -> number.doubleValue();
        case Float _ when value instanceof Number number -> number.floatValue();
        case null, default -> value;
      };
    } catch (ArithmeticException _) {
      return value;
    }
  }

  private static long whole(Number number) {
    if (number instanceof Double fraction && fraction != Math.rint(fraction)) {
      throw new ArithmeticException("not a whole number");
    }
    return number.longValue();
  }
}
