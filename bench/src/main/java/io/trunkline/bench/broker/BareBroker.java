package io.trunkline.bench.broker;

import io.trunkline.bench.GroupCommitFile;
import io.trunkline.net.EventLoops;
import io.trunkline.net.amqp.AmqpConnection;
import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.amqp.AmqpHandler;
import io.trunkline.net.amqp.AmqpLimits;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Target;

/**
 * What the codec and the disk allow by themselves: one queue in memory, every message and every
 * settlement in a file that is forced for all that waits, and nothing of what makes a broker.
 */
final class BareBroker implements AmqpHandler {
  private static final int CREDIT = 2_000;
  private static final int SETTLEMENT_BYTES = 16;

  private final GroupCommitFile file;
  private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
  private final List<Runnable> pumps = new CopyOnWriteArrayList<>();

  private BareBroker(GroupCommitFile file) {
    this.file = file;
  }

  /** Arguments: port, file. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Vertx vertx = EventLoops.start();
    AmqpHandler broker = new BareBroker(new GroupCommitFile(Path.of(arguments[1])));
    AmqpDoor door = new AmqpDoor(vertx, AmqpLimits.defaults(), InstantSource.system(), broker);
    CountDownLatch listening = new CountDownLatch(1);
    var unused =
        door.listen("127.0.0.1", Integer.parseInt(arguments[0]), null)
            .onComplete(port -> listening.countDown());
    listening.await();
    TimeUnit.DAYS.sleep(1);
  }

  @Override
  public List<String> mechanisms() {
    return List.of("ANONYMOUS");
  }

  @Override
  public CompletionStage<Boolean> authenticate(
      AmqpConnection connection, String mechanism, String hostname, byte[] response) {
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public void opened(AmqpConnection connection) {
    Connection proton = connection.proton();
    proton.setContainerId("bare");
    proton.sessionOpenHandler(session -> session.open());
    proton.receiverOpenHandler(receiver -> attach(connection, receiver));
    proton.senderOpenHandler(sender -> attach(connection, sender));
    proton.open();
  }

  private void attach(AmqpConnection connection, Receiver link) {
    List<IncomingDelivery> come = new ArrayList<>();
    link.setSource(link.getRemoteSource());
    link.setTarget(link.<Target>getRemoteTarget());
    link.deliveryReadHandler(
        delivery -> {
          come.add(delivery);
          if (come.size() == 1) {
            connection.whenAtRest(() -> store(connection, link, come));
          }
        });
    link.open();
    link.addCredit(CREDIT);
  }

  /** Appends all that has come as one piece. */
  private void store(AmqpConnection connection, Receiver link, List<IncomingDelivery> come) {
    List<IncomingDelivery> deliveries = List.copyOf(come);
    come.clear();
    List<byte[]> contents = new ArrayList<>(deliveries.size());
    int size = 0;
    for (IncomingDelivery delivery : deliveries) {
      ProtonBuffer buffer = delivery.readAll();
      byte[] bytes = new byte[buffer.getReadableBytes()];
      buffer.readBytes(bytes, 0, bytes.length);
      contents.add(bytes);
      size += bytes.length;
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    contents.forEach(all::put);
    var unused =
        file.append(all.array())
            .thenRun(
                () -> {
                  messages.addAll(contents);
                  pumps.forEach(Runnable::run);
                  connection.run(() -> accept(link, deliveries));
                });
  }

  private static void accept(Receiver link, List<IncomingDelivery> deliveries) {
    deliveries.forEach(delivery -> delivery.disposition(Accepted.getInstance(), true));
    if (link.getCredit() <= CREDIT / 2) {
      link.addCredit(CREDIT - link.getCredit());
    }
  }

  private void attach(AmqpConnection connection, Sender link) {
    Runnable pump = () -> connection.run(() -> send(connection, link));
    link.setSource(link.getRemoteSource());
    link.setTarget(link.<Target>getRemoteTarget());
    link.creditStateUpdateHandler(changed -> send(connection, link));
    AtomicInteger settled = new AtomicInteger();
    link.deliveryStateUpdatedHandler(
        delivery -> {
          delivery.settle();
          if (settled.getAndIncrement() == 0) {
            connection.whenAtRest(
                () -> {
                  var unused = file.append(new byte[SETTLEMENT_BYTES * settled.getAndSet(0)]);
                });
          }
        });
    link.open();
    pumps.add(pump);
    connection.onWritable(pump);
    connection.onEnd(() -> pumps.remove(pump));
  }

  private void send(AmqpConnection connection, Sender link) {
    while (link.isSendable() && connection.writable()) {
      byte[] message = messages.poll();
      if (message == null) {
        return;
      }
      OutgoingDelivery delivery = link.next();
      delivery.setTag(new byte[8]);
      delivery.writeBytes(ProtonByteArrayBufferAllocator.wrapped(message));
    }
  }
}
