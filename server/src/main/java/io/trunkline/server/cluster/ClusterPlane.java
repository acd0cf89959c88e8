package io.trunkline.server.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Audiences;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Cluster.Candidate;
import io.trunkline.kernel.Cluster.Invitation;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tls.NodeCertificates;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The cluster over HTTP, for the command line and for nodes that join: {@value #PATH}. Everything
 * but joining needs a token of somebody with the right at the subscription.
 *
 * <pre>
 *   GET    …                     nodes, shards, leaders, lag
 *   POST   …/join                admits a node; the secret of an invitation is the credential
 *   POST   …/invitations         makes one: {hours}
 *   DELETE …/nodes/{node}        takes a node out
 *   POST   …/transfers           moves the leadership of a shard: {shard, node}
 * </pre>
 */
public final class ClusterPlane extends CallPlane {
  /** Where the plane stands. */
  public static final String PATH = "/trunkline/cluster";

  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int DEFAULT_HOURS = 24;

  /**
   * What the plane works with.
   *
   * @param admission what an admitted node is told, beside its name
   * @param admitted called before the first admission is answered
   * @param dev whether a node may join without an invitation
   */
  public record Parts(
      Cluster cluster,
      ClusterStatus status,
      TokenVerifier tokens,
      Authorizer authorizer,
      NodeCertificates certificates,
      Admission admission,
      Runnable admitted,
      boolean dev) {}

  private final Parts parts;

  public ClusterPlane(Parts parts) {
    this.parts = parts;
  }

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under(PATH);
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    try {
      List<String> path = call.segments().subList(2, call.segments().size());
      String asked = call.method() + " " + String.join("/", path);
      return switch (asked) {
        case "GET " -> allowed(call, "read", parts.status()::read);
        case "POST join" ->
            call.head().secure()
                ? join(Json.parse(call.body()))
                : error(403, "TlsRequired", "Nodes join over HTTPS alone.");
        case "POST invitations" -> allowed(call, "write", () -> invite(Json.parse(call.body())));
        case "POST transfers" -> allowed(call, "write", () -> transfer(Json.parse(call.body())));
        default ->
            call.method().equals("DELETE") && path.size() == 2 && path.getFirst().equals("nodes")
                ? allowed(call, "write", () -> leave(path.get(1)))
                : error(404, "NotFound", "There is nothing at this address.");
      };
    } catch (InvalidCredentialException e) {
      return error(401, "Unauthorized", e.getMessage());
    } catch (AccessDeniedException e) {
      return error(403, "AuthorizationFailed", e.getMessage());
    } catch (RejectedException e) {
      return error(409, "Refused", e.getMessage());
    } catch (ShardUnavailableException e) {
      return error(503, "ServiceUnavailable", "No majority of the cluster answers; try again.")
          .withHeader("Retry-After", "1");
    } catch (IllegalArgumentException e) {
      return error(400, "BadRequest", e.getMessage());
    }
  }

  /** Something that may be done. */
  @FunctionalInterface
  private interface Work {
    ObjectNode run();
  }

  private HttpReply allowed(HttpCall call, String right, Work work) {
    String token =
        call.bearerToken()
            .orElseThrow(
                () ->
                    new InvalidCredentialException(
                        Reason.MISSING, "The request carries no token."));
    parts
        .authorizer()
        .require(
            parts.tokens().verify(token, Audiences.RESOURCE_MANAGER),
            Permission.management(
                "Microsoft.Trunkline/cluster/" + right,
                "/subscriptions/" + parts.admission().subscriptionId()));
    return HttpReply.json(200, work.run());
  }

  private HttpReply join(JsonNode asked) {
    Optional<String> secret =
        Optional.of(asked.path("secret").asText()).filter(text -> !text.isEmpty());
    if (secret.isEmpty() && !parts.dev()) {
      return error(
          403,
          "InvitationRequired",
          "A join token is needed: 'trunkline cluster invite' on a node of the cluster prints"
              + " one.");
    }
    Candidate candidate =
        new Candidate(
            asked.path("zone").asText(),
            asked.path("host").asText(),
            asked.path("raftPort").asInt(),
            asked.path("relayPort").asInt(),
            Member.Role.valueOf(asked.path("role").asText(Member.Role.VOTER.name())),
            secret,
            Optional.of(asked.path("node").asText())
                .filter(text -> !text.isEmpty())
                .map(NodeId::new));
    parts.admitted().run();
    Member member = await(parts.cluster().admit(candidate));
    Admission admission = parts.admission();
    NodeCertificates.Authority authority = parts.certificates().shared();
    ObjectNode answer = Json.object().put("node", member.id().value());
    answer.put("authority", authority.certificate()).put("authorityKey", authority.key());
    answer.put("tenantId", admission.tenantId());
    answer.put("subscriptionId", admission.subscriptionId());
    answer.put("resourceGroup", admission.resourceGroup());
    answer.put("location", admission.location());
    return HttpReply.json(200, answer);
  }

  private ObjectNode invite(JsonNode asked) {
    Duration validity = Duration.ofHours(asked.path("hours").asInt(DEFAULT_HOURS));
    Invitation invitation = await(parts.cluster().invite(validity));
    return Json.object()
        .put(
            "token",
            NodeCertificates.fingerprint(parts.certificates().authority())
                + "."
                + invitation.secret())
        .put("expiresAt", invitation.expiresAt().toString());
  }

  private ObjectNode transfer(JsonNode asked) {
    await(
        parts
            .cluster()
            .transferLeadership(
                new ShardId(asked.path("shard").asText()),
                new NodeId(asked.path("node").asText())));
    return Json.object();
  }

  private ObjectNode leave(String node) {
    await(parts.cluster().leave(new NodeId(node)));
    return Json.object();
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static HttpReply error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return HttpReply.json(status, body);
  }
}
