package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.state.BrokerCommand.Abandon;
import io.trunkline.broker.state.BrokerCommand.CancelScheduled;
import io.trunkline.broker.state.BrokerCommand.Complete;
import io.trunkline.broker.state.BrokerCommand.DeadLetter;
import io.trunkline.broker.state.BrokerCommand.Defer;
import io.trunkline.broker.state.BrokerCommand.DropUpload;
import io.trunkline.broker.state.BrokerCommand.ExpireLocks;
import io.trunkline.broker.state.BrokerCommand.Finish;
import io.trunkline.broker.state.BrokerCommand.Notify;
import io.trunkline.broker.state.BrokerCommand.PutEntity;
import io.trunkline.broker.state.BrokerCommand.PutPiece;
import io.trunkline.broker.state.BrokerCommand.PutRule;
import io.trunkline.broker.state.BrokerCommand.RemoveEntity;
import io.trunkline.broker.state.BrokerCommand.RemoveRule;
import io.trunkline.broker.state.BrokerCommand.Reserve;
import io.trunkline.broker.state.BrokerCommand.Schedule;
import io.trunkline.broker.state.BrokerCommand.Send;
import io.trunkline.broker.state.BrokerCommand.SendEach;
import io.trunkline.broker.state.BrokerCommand.SendToBack;
import io.trunkline.broker.state.BrokerCommand.SetSessionState;
import io.trunkline.broker.state.BrokerCommand.SweepUploads;
import io.trunkline.broker.state.BrokerCommand.Transact;
import io.trunkline.broker.state.BrokerCommand.Transactional;
import io.trunkline.broker.state.BrokerCommand.Transfer;
import io.trunkline.broker.state.BrokerCommand.Wake;
import io.trunkline.kernel.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The log format of the commands: one letter for the kind, then the fields. Letters are never used
 * for something else; new fields go to the end.
 */
final class BrokerCommandCodec implements Codec<BrokerCommand<?>> {
  @Override
  public byte[] encode(BrokerCommand<?> command) {
    BinaryWriter out = new BinaryWriter(sizeHint(command));
    switch (command) {
      case Send(long entity, List<BrokerMessage> messages) -> {
        out.octet('s').number(entity).count(messages.size());
        messages.forEach(message -> MessageFormat.writeMessage(out, message));
      }
      case SendEach(long entity, List<BrokerMessage> messages) -> {
        out.octet('e').number(entity).count(messages.size());
        messages.forEach(message -> MessageFormat.writeMessage(out, message));
      }
      case Transfer(long via, long destination, List<BrokerMessage> messages) -> {
        out.octet('v').number(via).number(destination).count(messages.size());
        messages.forEach(message -> MessageFormat.writeMessage(out, message));
      }
      case Schedule(long entity, long first, List<BrokerMessage> messages) -> {
        out.octet('z').number(entity).number(first).count(messages.size());
        messages.forEach(message -> MessageFormat.writeMessage(out, message));
      }
      case Reserve(long entity, int count) -> out.octet('N').number(entity).count(count);
      case Transact(List<Transactional<?>> parts) -> {
        out.octet('T').count(parts.size());
        parts.forEach(part -> out.bytes(encode(part)));
      }
      case Complete(QueueId queue, List<Long> numbers) ->
          out.octet('c').queue(queue).numbers(numbers);
      case Abandon abandon ->
          out.octet('a')
              .queue(abandon.queue())
              .number(abandon.sequenceNumber())
              .properties(abandon.modified())
              .flag(abandon.counted());
      case SendToBack back ->
          out.octet('b')
              .queue(back.queue())
              .number(back.sequenceNumber())
              .properties(back.modified());
      case Defer defer ->
          out.octet('d')
              .queue(defer.queue())
              .number(defer.sequenceNumber())
              .properties(defer.modified());
      case DeadLetter letter ->
          out.octet('l')
              .queue(letter.queue())
              .number(letter.sequenceNumber())
              .optionalText(letter.reason())
              .optionalText(letter.description())
              .properties(letter.modified());
      case ExpireLocks(QueueId queue, List<Long> numbers) ->
          out.octet('x').queue(queue).numbers(numbers);
      case CancelScheduled(long entity, List<Long> numbers) ->
          out.octet('k').number(entity).numbers(numbers);
      case Wake(long entity, List<Long> locked, long usedAt) ->
          out.octet('w').number(entity).numbers(locked).number(usedAt);
      case SetSessionState(long entity, String session, byte[] state) -> {
        out.octet('t').number(entity).text(session).flag(state != null);
        if (state != null) {
          out.bytes(state);
        }
      }
      case PutEntity(EntityPath path, var kind, var settings, long revision) -> {
        DefinitionFormat.writePath(out.octet('E'), path);
        DefinitionFormat.writeKind(out, kind);
        DefinitionFormat.writeSettings(out, settings);
        out.number(revision);
      }
      case RemoveEntity(EntityPath path, long revision) -> {
        DefinitionFormat.writePath(out.octet('F'), path);
        out.number(revision);
      }
      case PutRule(EntityPath path, var rule) -> {
        DefinitionFormat.writePath(out.octet('R'), path);
        DefinitionFormat.writeRule(out, rule);
      }
      case RemoveRule(EntityPath path, String name) -> {
        DefinitionFormat.writePath(out.octet('S'), path);
        out.text(name);
      }
      case Notify(QueueId queue, String traceparent) ->
          out.octet('n').queue(queue).optionalText(traceparent);
      case PutPiece(long entity, UUID upload, int index, byte[] piece) ->
          out.octet('P').number(entity).uuid(upload).count(index).bytes(piece);
      case DropUpload(UUID upload) -> out.octet('D').uuid(upload);
      case SweepUploads() -> out.octet('G');
      case Finish(String id) -> out.octet('f').text(id);
    }
    return out.toBytes();
  }

  private static int sizeHint(BrokerCommand<?> command) {
    return switch (command) {
      case Send send -> sizeHint(send.messages());
      case SendEach send -> sizeHint(send.messages());
      case Transfer transfer -> sizeHint(transfer.messages());
      case Schedule schedule -> sizeHint(schedule.messages());
      case PutPiece piece -> piece.piece().length + 64;
      case Transact transact ->
          transact.parts().stream().mapToInt(BrokerCommandCodec::sizeHint).sum();
      default -> 64;
    };
  }

  private static int sizeHint(List<BrokerMessage> messages) {
    int size = 64;
    for (BrokerMessage message : messages) {
      size += message.payload().length + 256;
    }
    return size;
  }

  @Override
  public BrokerCommand<?> decode(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int kind = in.octet();
    return switch (kind) {
      case 's' -> new Send(in.number(), messages(in));
      case 'e' -> new SendEach(in.number(), messages(in));
      case 'v' -> new Transfer(in.number(), in.number(), messages(in));
      case 'z' -> new Schedule(in.number(), in.number(), messages(in));
      case 'N' -> new Reserve(in.number(), in.count());
      case 'T' -> new Transact(parts(in));
      case 'c' -> new Complete(in.queue(), in.numbers());
      case 'a' -> new Abandon(in.queue(), in.number(), in.properties(), in.flag());
      case 'b' -> new SendToBack(in.queue(), in.number(), in.properties());
      case 'd' -> new Defer(in.queue(), in.number(), in.properties());
      case 'l' ->
          new DeadLetter(
              in.queue(), in.number(), in.optionalText(), in.optionalText(), in.properties());
      case 'x' -> new ExpireLocks(in.queue(), in.numbers());
      case 'k' -> new CancelScheduled(in.number(), in.numbers());
      case 'w' -> new Wake(in.number(), in.numbers(), in.number());
      case 't' -> new SetSessionState(in.number(), in.text(), in.flag() ? in.bytes() : null);
      case 'E' ->
          new PutEntity(
              DefinitionFormat.readPath(in),
              DefinitionFormat.readKind(in),
              DefinitionFormat.readSettings(in),
              in.laterNumber());
      case 'F' -> new RemoveEntity(DefinitionFormat.readPath(in), in.laterNumber());
      case 'R' -> new PutRule(DefinitionFormat.readPath(in), DefinitionFormat.readRule(in));
      case 'S' -> new RemoveRule(DefinitionFormat.readPath(in), in.text());
      case 'n' -> new Notify(in.queue(), in.optionalText());
      case 'P' -> new PutPiece(in.number(), in.uuid(), in.count(), in.bytes());
      case 'D' -> new DropUpload(in.uuid());
      case 'G' -> new SweepUploads();
      case 'f' -> new Finish(in.text());
      default -> throw new IllegalArgumentException("unknown command " + (char) kind);
    };
  }

  private List<Transactional<?>> parts(BinaryReader in) {
    int count = in.count();
    List<Transactional<?>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!(decode(in.bytes()) instanceof Transactional<?> part)) {
        throw new IllegalArgumentException("part " + i + " cannot be in a transaction");
      }
      parts.add(part);
    }
    return parts;
  }

  private static List<BrokerMessage> messages(BinaryReader in) {
    int count = in.count();
    List<BrokerMessage> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(MessageFormat.readMessage(in));
    }
    return messages;
  }
}
