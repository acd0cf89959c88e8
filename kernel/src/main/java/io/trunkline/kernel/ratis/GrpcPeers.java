package io.trunkline.kernel.ratis;

import java.io.IOException;
import javax.net.ssl.SSLException;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.util.ExitUtils;

/**
 * The gRPC transport: Ratis's own services and the entries that followers send to a leader, on one
 * port, with mutual TLS. Nothing else in the kernel but what it uses knows gRPC.
 */
final class GrpcPeers implements AutoCloseable {
  private final GrpcServicesImpl services;
  private final AppendClient appends;

  private GrpcPeers(GrpcServicesImpl services, AppendClient appends) {
    this.services = services;
    this.appends = appends;
  }

  /**
   * Opens the port.
   *
   * @throws IOException when it cannot be opened, or when the certificates cannot be used
   */
  static GrpcPeers start(RaftServer server, PeerSettings settings, LeaderService handler)
      throws IOException {
    RaftProperties properties = server.getProperties();
    GrpcConfigKeys.Server.setHost(properties, settings.bindAddress());
    GrpcConfigKeys.Server.setPort(properties, settings.raftPort());
    SslContext accepting = accepting(settings.tls());
    SslContext connecting = connecting(settings.tls());
    GrpcServicesImpl services =
        GrpcServicesImpl.newBuilder()
            .setServer(server)
            .setCustomizer(
                (builder, _) ->
                    builder
                        .intercept(new PeerGuard(server.getId(), handler::confirms))
                        .addService(new AppendService(handler).definition()))
            .setServerSslContextForServer(accepting)
            .setServerSslContextForClient(connecting)
            .setAdminSslContext(accepting)
            .setClientSslContext(accepting)
            .build();
    try {
      services.start();
    } catch (ExitUtils.ExitException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    }
    int maxMessageBytes = GrpcConfigKeys.messageSizeMax(properties, _ -> {}).getSizeInt();
    return new GrpcPeers(services, new AppendClient(connecting, maxMessageBytes));
  }

  GrpcServicesImpl services() {
    return services;
  }

  AppendClient appends() {
    return appends;
  }

  @Override
  public void close() throws IOException {
    appends.close();
    services.close();
  }

  private static SslContext accepting(PeerTls tls) throws SSLException {
    return GrpcSslContexts.configure(SslContextBuilder.forServer(tls.identity()), SslProvider.JDK)
        .trustManager(tls.trust())
        .clientAuth(ClientAuth.REQUIRE)
        .build();
  }

  private static SslContext connecting(PeerTls tls) throws SSLException {
    return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
        .keyManager(tls.identity())
        .trustManager(tls.trust())
        .build();
  }
}
