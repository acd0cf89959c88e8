package io.trunkline.kernel.ratis;

import java.util.HashMap;
import java.util.Map;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/** Connections to the nodes that lead, one to each. Thread-safe. */
final class AppendClient implements AutoCloseable {
  private final SslContext tls;
  private final int maxMessageBytes;
  private final Map<String, ManagedChannel> channels = new HashMap<>();
  private boolean closed;

  AppendClient(SslContext tls, int maxMessageBytes) {
    this.tls = tls;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Opens a stream to the node at {@code address}; it connects by itself. */
  synchronized AppendStream open(String address) {
    if (closed) {
      throw new IllegalStateException("the node is stopping");
    }
    ManagedChannel channel = channels.computeIfAbsent(address, this::channel);
    channel.resetConnectBackoff();
    return new AppendStream(channel);
  }

  private ManagedChannel channel(String address) {
    return NettyChannelBuilder.forTarget(address)
        .proxyDetector(_ -> null)
        .sslContext(tls)
        .maxInboundMessageSize(maxMessageBytes)
        .build();
  }

  @Override
  public synchronized void close() {
    closed = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
