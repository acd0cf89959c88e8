package io.trunkline.blobs.service;

import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.net.http.HttpCall;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * A shared access signature of an account, or of a container or blob, as its query parameters give
 * it. Versions from 2020-12-06 on are read; stored access policies and user delegation are refused
 * by name.
 *
 * @param stringToSign what the signature covers
 * @param permissions letters, for example {@code rwl}
 * @param start from when it is valid
 * @param expiry until when
 * @param resource {@code b} blob, {@code c} container, {@code a} account
 */
record SharedAccessSignature(
    String stringToSign,
    String signature,
    String permissions,
    Instant start,
    Instant expiry,
    String resource) {
  private static final String OLDEST = "2020-12-06";

  /** Reads the signature of a request. */
  static SharedAccessSignature read(HttpCall call, BlobAddress address) {
    String version = call.parameter("sv").orElse("");
    if (version.compareTo(OLDEST) < 0) {
      throw malformed("version '" + version + "' is not supported; use " + OLDEST + " or newer");
    }
    if (call.parameter("skoid").isPresent()) {
      throw malformed("user delegation signatures are not supported");
    }
    if (call.parameter("si").isPresent()) {
      throw malformed("stored access policies are not supported");
    }
    boolean ofAccount = call.parameter("ss").isPresent();
    return new SharedAccessSignature(
        ofAccount ? accountText(call, address) : serviceText(call, address),
        call.parameter("sig").orElseThrow(() -> malformed("it has no sig")),
        call.parameter("sp").orElseThrow(() -> malformed("it has no sp")),
        call.parameter("st").map(SharedAccessSignature::time).orElse(Instant.MIN),
        call.parameter("se")
            .map(SharedAccessSignature::time)
            .orElseThrow(() -> malformed("it has no se")),
        ofAccount ? "a" : call.parameter("sr").orElse(""));
  }

  /**
   * Checks that the request comes the way that {@code spr} and {@code sip} ask for.
   *
   * @throws InvalidCredentialException when it does not
   */
  void checkConnection(HttpCall call) {
    if (call.parameter("spr").filter("https"::equalsIgnoreCase).isPresent()
        && !call.head().secure()) {
      throw new InvalidCredentialException(
          Reason.BAD_SIGNATURE, "The shared access signature is for HTTPS only.");
    }
    Optional<String> range = call.parameter("sip");
    if (range.isPresent() && !AddressRange.parse(range.get()).contains(call.remoteAddress())) {
      throw new InvalidCredentialException(
          Reason.BAD_SIGNATURE,
          "The shared access signature is not for the address " + call.remoteAddress() + ".");
    }
  }

  /** Returns whether the account signature covers blobs and the kind of what is asked for. */
  static boolean accountCovers(HttpCall call, BlobAddress address) {
    String needed = address.container().isEmpty() ? "s" : address.blob().isEmpty() ? "c" : "o";
    return call.parameter("ss").orElse("").contains("b")
        && call.parameter("srt").orElse("").contains(needed);
  }

  private static String accountText(HttpCall call, BlobAddress address) {
    return address.account().name()
        + "\n"
        + lines(call, List.of("sp", "ss", "srt", "st", "se", "sip", "spr", "sv", "ses"));
  }

  private static String serviceText(HttpCall call, BlobAddress address) {
    String kind = call.parameter("sr").orElse("");
    String container = "/blob/" + address.account().name() + "/" + address.container();
    String path =
        switch (kind) {
          case "c" -> container;
          case "b" -> container + "/" + address.blob();
          default -> throw malformed("sr '" + kind + "' is not supported");
        };
    String text =
        lines(call, List.of("sp", "st", "se"))
            + path
            + "\n"
            + lines(
                call,
                List.of(
                    "si",
                    "sip",
                    "spr",
                    "sv",
                    "sr",
                    "snapshot",
                    "ses",
                    "rscc",
                    "rscd",
                    "rsce",
                    "rscl",
                    "rsct"));
    return text.substring(0, text.length() - 1);
  }

  private static String lines(HttpCall call, List<String> parameters) {
    StringBuilder text = new StringBuilder();
    parameters.forEach(name -> text.append(call.parameter(name).orElse("")).append('\n'));
    return text.toString();
  }

  private static Instant time(String text) {
    return day(text)
        .orElseGet(
            () -> {
              try {
                return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
              } catch (DateTimeException e) {
                throw malformed("'" + text + "' is no time");
              }
            });
  }

  private static Optional<Instant> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static InvalidCredentialException malformed(String why) {
    return new InvalidCredentialException(
        Reason.MALFORMED, "The shared access signature cannot be used: " + why + ".");
  }
}
