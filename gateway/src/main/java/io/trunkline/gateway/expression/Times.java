package io.trunkline.gateway.expression;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/** Dates and times: always with an offset, UTC where the text gives none. */
public final class Times {
  private static final DateTimeFormatter ANY =
      DateTimeFormatter.ofPattern(
          "[yyyy-MM-dd['T'][ ]HH:mm[:ss][.SSSSSSS][.SSSSSS][.SSS][XXX]][yyyy-MM-dd]"
              + "[MM/dd/yyyy HH:mm:ss][MM/dd/yyyy]");

  private Times() {}

  /** Reads ISO 8601, RFC 1123 and the invariant culture's own format. */
  public static OffsetDateTime parse(String text) {
    String trimmed = text.strip();
    try {
      if (trimmed.endsWith("GMT")) {
        return OffsetDateTime.parse(trimmed, DateTimeFormatter.RFC_1123_DATE_TIME);
      }
      TemporalAccessor parsed =
          ANY.parseBest(trimmed, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return switch (parsed) {
        case OffsetDateTime time -> time;
        case LocalDateTime time -> time.atOffset(ZoneOffset.UTC);
        case LocalDate date -> date.atStartOfDay().atOffset(ZoneOffset.UTC);
        default -> throw new DateTimeException("no date");
      };
    } catch (DateTimeException e) {
      throw new EvaluationException("String was not recognized as a valid DateTime.");
    }
  }
}
