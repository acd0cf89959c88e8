package io.trunkline.workflows.connector;

import java.util.Map;

/** The names of HTTP statuses that serve as codes of actions (reference/workflows.md Annex A). */
public final class StatusNames {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(202, "Accepted"),
          Map.entry(203, "NonAuthoritativeInformation"),
          Map.entry(204, "NoContent"),
          Map.entry(206, "PartialContent"),
          Map.entry(301, "MovedPermanently"),
          Map.entry(302, "Found"),
          Map.entry(303, "SeeOther"),
          Map.entry(304, "NotModified"),
          Map.entry(307, "TemporaryRedirect"),
          Map.entry(308, "PermanentRedirect"),
          Map.entry(400, "BadRequest"),
          Map.entry(401, "Unauthorized"),
          Map.entry(402, "PaymentRequired"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "NotFound"),
          Map.entry(405, "MethodNotAllowed"),
          Map.entry(406, "NotAcceptable"),
          Map.entry(408, "RequestTimeout"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(412, "PreconditionFailed"),
          Map.entry(413, "RequestEntityTooLarge"),
          Map.entry(415, "UnsupportedMediaType"),
          Map.entry(422, "UnprocessableEntity"),
          Map.entry(429, "TooManyRequests"),
          Map.entry(500, "InternalServerError"),
          Map.entry(501, "NotImplemented"),
          Map.entry(502, "BadGateway"),
          Map.entry(503, "ServiceUnavailable"),
          Map.entry(504, "GatewayTimeout"));

  private StatusNames() {}

  /** Returns the name, or the number where it has none. */
  public static String of(int statusCode) {
    return NAMES.getOrDefault(statusCode, Integer.toString(statusCode));
  }
}
