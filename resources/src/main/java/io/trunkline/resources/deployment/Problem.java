package io.trunkline.resources.deployment;

import io.trunkline.resources.template.TemplateException;

/**
 * Something in a template that keeps it from being deployed here.
 *
 * @param path where, as a JSON path from the root of the file, for example {@code
 *     $.resources[2].type}
 * @param message what is wrong
 */
public record Problem(String path, String message) {
  TemplateException exception() {
    return new TemplateException(
        "Deployment template validation failed: '" + message + "' at '" + path + "'.", path);
  }
}
