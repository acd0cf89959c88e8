package io.trunkline.events.schema;

import org.jspecify.annotations.Nullable;

/**
 * An event as it is kept: what routing needs, and the event itself.
 *
 * @param id its id, or a generated one where the custom schema names none
 * @param topic resource id of the topic or source that it came through
 * @param type event type
 * @param subject may be empty
 * @param time RFC 3339 text as published, or of the arrival
 * @param dataVersion may be empty
 * @param schema the shape of {@code json}
 * @param json the event as published, complete, as JSON text
 * @param traceparent the trace that led to it, or null
 */
public record Event(
    String id,
    String topic,
    String type,
    String subject,
    String time,
    String dataVersion,
    EventSchema schema,
    String json,
    @Nullable String traceparent) {}
