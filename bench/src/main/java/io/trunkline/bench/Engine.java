package io.trunkline.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * The log engine alone: a Ratis group of one that applies nothing, forced for each entry as in a
 * node, and fed with entries that hold whatever waits.
 */
final class Engine implements AutoCloseable {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Command(byte[] bytes, CompletableFuture<Void> done) {}

  private static final int MOST_IN_FLIGHT = 4;
  private static final int MOST_COMMANDS = 2_048;
  private static final int MOST_BYTES = 4 << 20;

  private final RaftPeerId self = RaftPeerId.valueOf("engine");
  private final RaftGroupId group = RaftGroupId.randomId();
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
  private final BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
  private final Thread feeder = Thread.ofPlatform().daemon().name("feeder").unstarted(this::feed);
  private final RaftServer server;

  Engine(Path directory) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    RaftPeer peer = RaftPeer.newBuilder().setId(self).setAddress("127.0.0.1:" + port).build();
    server =
        RaftServer.newBuilder()
            .setServerId(self)
            .setGroup(RaftGroup.valueOf(group, peer))
            .setProperties(properties(directory, port))
            .setStateMachine(new BaseStateMachine())
            .build();
    server.start();
    while (!server.getDivision(group).getInfo().isLeaderReady()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    feeder.start();
  }

  private static RaftProperties properties(Path directory, int port) throws IOException {
    RaftProperties properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(
        properties, List.of(Files.createDirectories(directory).toFile()));
    GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
    GrpcConfigKeys.Server.setPort(properties, port);
    RaftServerConfigKeys.Log.setForceSyncNum(properties, 1);
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
        properties, SizeInBytes.valueOf(MOST_BYTES + (1 << 18)));
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(MOST_BYTES + (1 << 18) + 8));
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("8704KB"));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 1);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("8MB"));
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(1, TimeUnit.SECONDS));
    RaftServerConfigKeys.Rpc.setTimeoutMin(
        properties, TimeDuration.valueOf(300, TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.Rpc.setTimeoutMax(
        properties, TimeDuration.valueOf(600, TimeUnit.MILLISECONDS));
    return properties;
  }

  CompletableFuture<Void> append(byte[] bytes) {
    Command command = new Command(bytes, new CompletableFuture<>());
    queue.add(command);
    return command.done();
  }

  private void feed() {
    try {
      RaftClientAsynchronousProtocol division =
          (RaftClientAsynchronousProtocol) server.getDivision(group);
      while (true) {
        List<Command> batch = new ArrayList<>();
        batch.add(queue.take());
        inFlight.acquire();
        queue.drainTo(
            batch, Math.min(MOST_COMMANDS, MOST_BYTES / batch.getFirst().bytes().length) - 1);
        var unused =
            division
                .submitClientRequestAsync(request(batch))
                .whenComplete(
                    (reply, failure) -> {
                      inFlight.release();
                      boolean committed = failure == null && reply.isSuccess();
                      for (Command command : batch) {
                        if (committed) {
                          command.done().complete(null);
                        } else {
                          command.done().cancel(false);
                        }
                      }
                    });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (IOException e) {
      queue.forEach(command -> command.done().completeExceptionally(e));
    }
  }

  private RaftClientRequest request(List<Command> batch) {
    int size = batch.stream().mapToInt(command -> command.bytes().length).sum();
    ByteBuffer entry = ByteBuffer.allocate(size);
    batch.forEach(command -> entry.put(command.bytes()));
    return RaftClientRequest.newBuilder()
        .setClientId(client)
        .setServerId(self)
        .setGroupId(group)
        .setCallId(calls.incrementAndGet())
        .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry.array())))
        .setType(RaftClientRequest.writeRequestType())
        .build();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    feeder.interrupt();
    feeder.join();
    server.close();
  }
}
