package io.trunkline.net.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Limits in configuration files: records of sizes, numbers and durations. */
public final class LimitsJson {
  private LimitsJson() {}

  /**
   * Returns limits with others for some of them.
   *
   * @param given an object with names of limits; sizes and numbers as numbers, durations in ISO
   *     8601
   * @throws IllegalArgumentException saying what is wrong, to go on behind the name of the object
   */
  public static <T extends Record> T with(T limits, JsonNode given) {
    ObjectNode all = Json.mapper().valueToTree(limits);
    if (!given.isObject()) {
      throw new IllegalArgumentException("must be an object");
    }
    for (var limit : given.properties()) {
      if (!all.has(limit.getKey())) {
        throw new IllegalArgumentException("has the unknown limit '" + limit.getKey() + "'");
      }
      if (limit.getValue().isNumber() && limit.getValue().longValue() < 0) {
        throw new IllegalArgumentException("has a negative '" + limit.getKey() + "'");
      }
      all.set(limit.getKey(), limit.getValue());
    }
    try {
      @SuppressWarnings("unchecked") // the class of a T
      Class<T> type = (Class<T>) limits.getClass();
      return Json.mapper().treeToValue(all, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is wrong: " + e.getOriginalMessage(), e);
    }
  }
}
