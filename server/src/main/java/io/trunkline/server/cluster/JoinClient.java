package io.trunkline.server.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Cluster.Candidate;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tls.NodeCertificates;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Asks a cluster to admit this node. */
public final class JoinClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** How long to ask again: a node may be starting there, or another one be joining. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final int UNAVAILABLE = 503;

  private JoinClient() {}

  /**
   * Joins. Asks again for 15 seconds where nobody answers, or no majority of the cluster does.
   *
   * @param candidate what this node offers; its secret is that of the target's token, and it has a
   *     name, which keeps it from being admitted twice
   * @throws IllegalStateException saying why the cluster was not reached or refused
   */
  public static Admission join(JoinTarget target, Candidate candidate) {
    ObjectNode body = Json.object();
    body.put("zone", candidate.zone()).put("host", candidate.host());
    body.put("raftPort", candidate.raftPort()).put("relayPort", candidate.relayPort());
    body.put("role", candidate.role().name());
    candidate.secret().ifPresent(secret -> body.put("secret", secret));
    candidate.name().ifPresent(name -> body.put("node", name.value()));
    String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    URI uri = URI.create("https://" + host + ":" + target.port() + ClusterPlane.PATH + "/join");
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(trusting(target.fingerprint())).build()) {
      HttpResponse<byte[]> reply =
          ask(
              http,
              HttpRequest.newBuilder(uri)
                  .timeout(TIMEOUT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                  .build());
      JsonNode answer = Json.parse(reply.body());
      if (reply.statusCode() != 200) {
        throw new IllegalStateException(
            "the cluster at %s did not admit this node: %s"
                .formatted(target, answer.at("/error/message").asText(answer.toString())));
      }
      return read(answer);
    } catch (IOException e) {
      throw new IllegalStateException(
          "no node of a cluster answers at %s: %s".formatted(target, text(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while joining " + target, e);
    }
  }

  private static HttpResponse<byte[]> ask(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean again = System.nanoTime() < giveUpAt;
      try {
        HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (reply.statusCode() != UNAVAILABLE || !again) {
          return reply;
        }
      } catch (IOException e) {
        if (!again || isDistrust(e)) {
          throw e;
        }
      }
      Thread.sleep(AGAIN);
    }
  }

  /** Who answers is not trusted, and will not be the next time. */
  private static boolean isDistrust(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private static Admission read(JsonNode json) {
    return new Admission(
        json.path("node").asText(),
        new NodeCertificates.Authority(
            json.path("authority").asText(), json.path("authorityKey").asText()),
        json.path("tenantId").asText(),
        json.path("subscriptionId").asText(),
        json.path("resourceGroup").asText(),
        json.path("location").asText());
  }

  private static String text(IOException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static SSLContext trusting(@Nullable String fingerprint) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Pinned(fingerprint)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS is part of every JDK", e);
    }
  }

  /**
   * Trusts the one authority that the token names, whatever host its certificates are for; without
   * a token, as a development cluster has it, whoever answers.
   */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final @Nullable String fingerprint;

    Pinned(@Nullable String fingerprint) {
      this.fingerprint = fingerprint;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (fingerprint == null) {
        return;
      }
      X509Certificate authority = chain[chain.length - 1];
      if (!NodeCertificates.fingerprint(authority).equals(fingerprint)) {
        throw new CertificateException(
            "the node there belongs to another cluster than the join token");
      }
      try {
        for (int i = 0; i + 1 < chain.length; i++) {
          chain[i].verify(chain[i + 1].getPublicKey());
          chain[i].checkValidity();
        }
      } catch (GeneralSecurityException e) {
        throw new CertificateException("the node's certificate is not of its authority", e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("this side is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("this side is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("this side is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
