package io.trunkline.connectors.file;

import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.net.http.Fields;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A storage account and how to prove who calls: its key (Authorize with Shared Key, 2015-02-21), or
 * a token of a managed identity.
 *
 * @param endpoint of its blobs, without a slash at the end
 * @param key in base64; a secret
 */
record BlobAccount(
    String name,
    String endpoint,
    Optional<String> key,
    String identity,
    ManagedIdentityTokens tokens) {
  private static final String AUDIENCE = "https://storage.azure.com/";

  /** Reads {@code connectionString}, {@code blobStorageEndpoint}, or {@code accountName}. */
  static BlobAccount of(Connection connection, ManagedIdentityTokens tokens) {
    Parameters settings = connection.settings();
    Map<String, String> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : settings.text("connectionString").orElse("").split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    String name =
        Optional.ofNullable(parts.get("AccountName"))
            .or(() -> settings.text("accountName"))
            .orElse("");
    String endpoint =
        Optional.ofNullable(parts.get("BlobEndpoint"))
            .or(() -> settings.text("blobStorageEndpoint"))
            .orElseGet(
                () ->
                    parts.getOrDefault("DefaultEndpointsProtocol", "https")
                        + "://"
                        + name
                        + ".blob."
                        + parts.getOrDefault("EndpointSuffix", "core.windows.net"));
    if (name.isEmpty() && !endpoint.contains("://")) {
      throw connection.invalid("has neither a 'connectionString' nor a 'blobStorageEndpoint'");
    }
    String host = endpoint.replaceFirst("^https?://", "");
    return new BlobAccount(
        name.isEmpty() ? host.replaceFirst("[.:/].*", "") : name,
        endpoint.replaceAll("/+$", ""),
        Optional.ofNullable(parts.get("AccountKey")).or(() -> settings.text("accessKey")),
        connection.identity(),
        tokens);
  }

  /** Returns the value of {@code Authorization} for a request whose headers are all there. */
  String authorization(
      String method, String path, Map<String, String> queries, Fields headers, int length) {
    if (key.isEmpty()) {
      try {
        return "Bearer " + tokens.token(identity, AUDIENCE);
      } catch (InvalidCredentialException e) {
        throw new ConnectorException(
            401,
            "Unauthorized",
            "The managed identity '%s' cannot be used: %s".formatted(identity, e.getMessage()));
      }
    }
    StringBuilder text = new StringBuilder(method).append("\n\n\n");
    text.append(length == 0 ? "" : length).append("\n\n");
    text.append(headers.first("content-type").orElse("")).append("\n\n\n\n\n\n\n");
    TreeMap<String, String> extra = new TreeMap<>();
    headers.forEach(
        (header, value) -> {
          if (header.startsWith("x-ms-")) {
            extra.put(header, value);
          }
        });
    extra.forEach((header, value) -> text.append(header).append(':').append(value).append('\n'));
    text.append('/').append(name).append(path);
    new TreeMap<>(queries)
        .forEach((query, value) -> text.append('\n').append(query).append(':').append(value));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.get()), "HmacSHA256"));
      byte[] signature = mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
      return "SharedKey " + name + ":" + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ConnectorException(
          400, "InvalidApiConnection", "The account key cannot be used: " + e.getMessage());
    }
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "BlobAccount[" + endpoint + "]";
  }
}
