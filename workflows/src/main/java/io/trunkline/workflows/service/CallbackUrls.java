package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.workflows.state.ActionKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks URLs with a shared access signature (reference/workflows.md §3.3, §7.5): {@code
 * sp} says what is allowed, {@code sv} is {@code 1.0}, {@code se} when it ends, {@code sig} is the
 * HMAC-SHA256 of {@code path|sp|sv|se} with a key of the workflow, in base64url without padding.
 * Neither a relative path nor other query parameters are signed.
 */
public final class CallbackUrls {
  public static final String API_VERSION = "2016-10-01";
  private static final String SIGNATURE_VERSION = "1.0";

  private final Endpoints endpoints;
  private final InstantSource clock;

  public CallbackUrls(Endpoints endpoints, InstantSource clock) {
    this.endpoints = endpoints;
    this.clock = clock;
  }

  /** Which key signs. */
  public enum KeyType {
    PRIMARY,
    SECONDARY
  }

  /**
   * A signed URL.
   *
   * @param basePath scheme, host and path
   * @param queries in order
   */
  public record Signed(String basePath, Map<String, String> queries) {
    /** Returns the whole URL; {@code relativePath} starts with a slash or is empty. */
    public String url(String relativePath) {
      StringBuilder url = new StringBuilder(basePath).append(relativePath);
      char separator = '?';
      for (Map.Entry<String, String> query : queries.entrySet()) {
        url.append(separator).append(query.getKey()).append('=').append(encoded(query.getValue()));
        separator = '&';
      }
      return url.toString();
    }

    /** Returns {@code queries} as JSON. */
    public ObjectNode queriesJson() {
      ObjectNode json = Json.object();
      queries.forEach(json::put);
      return json;
    }
  }

  /** Returns the path that calls a trigger, without relative path, not encoded. */
  public static String triggerPath(String workflow, String trigger) {
    return "/workflows/" + workflow + "/triggers/" + trigger + "/paths/invoke";
  }

  /** Returns the path below a workflow at which a webhook action is called back, not encoded. */
  public static String actionPath(String run, ActionKey action) {
    String path = "/runs/" + run + "/actions/" + action.name();
    return action.repetition().isEmpty() ? path : path + "/repetitions/" + action.repetition();
  }

  /** Signs the URL that calls a webhook action back. */
  public Signed action(WorkflowDirectory.Entry workflow, String run, ActionKey action) {
    String path = actionPath(run, action);
    return sign(
        workflow,
        "/workflows/" + workflow.key() + path + "/run",
        path + "/run",
        KeyType.PRIMARY,
        null);
  }

  /** Returns what a caller of a trigger may do. */
  public static String triggerPermission(String trigger) {
    return "/triggers/" + trigger + "/run";
  }

  /** Signs the URL that calls a trigger. */
  public Signed trigger(
      WorkflowDirectory.Entry workflow,
      String trigger,
      KeyType keyType,
      @Nullable Instant notAfter) {
    return sign(
        workflow,
        triggerPath(workflow.key(), trigger),
        triggerPermission(trigger),
        keyType,
        notAfter);
  }

  /**
   * Signs a URL to read {@code resource} of a workflow, for example {@code /runs/r/operations/o}.
   */
  public Signed read(WorkflowDirectory.Entry workflow, String resource) {
    return sign(
        workflow,
        "/workflows/" + workflow.key() + resource,
        resource + "/read",
        KeyType.PRIMARY,
        null);
  }

  /**
   * Checks the signature of a request.
   *
   * @param path the path that was signed, decoded, without relative path
   * @param permission what {@code sp} has to say
   * @throws WorkflowException 401, saying what is wrong
   */
  public void verify(
      WorkflowDirectory.Entry workflow, String path, String permission, Fields parameters) {
    Optional<String> signature = parameters.first("sig");
    if (signature.isEmpty()) {
      throw new WorkflowException(
          401,
          "DirectApiAuthorizationRequired",
          "The request must be authenticated only by Shared Access scheme: the query parameters"
              + " 'sp', 'sv' and 'sig' are missing.");
    }
    String sp = parameters.first("sp").orElse("");
    String sv = parameters.first("sv").orElse("");
    String se = parameters.first("se").orElse("");
    boolean known =
        Boolean.logicalOr(
            equal(signature.get(), signature(workflow.primaryKey(), path, sp, sv, se)),
            equal(signature.get(), signature(workflow.secondaryKey(), path, sp, sv, se)));
    if (!known || !sv.equals(SIGNATURE_VERSION) || !sp.equalsIgnoreCase(permission)) {
      throw new WorkflowException(
          401,
          "AuthorizationFailed",
          "The shared access signature of the request is not valid for '%s'.".formatted(path));
    }
    if (!se.isEmpty() && expired(se)) {
      throw new WorkflowException(
          401, "AuthorizationFailed", "The shared access signature of the request has expired.");
    }
  }

  private Signed sign(
      WorkflowDirectory.Entry workflow,
      String path,
      String permission,
      KeyType keyType,
      @Nullable Instant notAfter) {
    String key = keyType == KeyType.PRIMARY ? workflow.primaryKey() : workflow.secondaryKey();
    String se = notAfter == null ? "" : notAfter.toString();
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("api-version", API_VERSION);
    if (!se.isEmpty()) {
      queries.put("se", se);
    }
    queries.put("sp", permission);
    queries.put("sv", SIGNATURE_VERSION);
    queries.put("sig", signature(key, path, permission, SIGNATURE_VERSION, se));
    return new Signed(endpoints.httpsBase() + encodedPath(path), queries);
  }

  private boolean expired(String se) {
    try {
      return !clock.instant().isBefore(Instant.parse(se));
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private static String signature(String key, String path, String sp, String sv, String se) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String text = String.join("|", path, sp, sv, se);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  private static boolean equal(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static String encodedPath(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(CallbackUrls::encoded)
        .collect(Collectors.joining("/"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
