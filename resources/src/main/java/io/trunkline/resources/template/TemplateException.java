package io.trunkline.resources.template;

import io.trunkline.resources.ResourceException;

/** A template, or an expression in it, is wrong; the target is a JSON path such as {@code $.x}. */
public final class TemplateException extends ResourceException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    this(message, null);
  }

  public TemplateException(String message, String path) {
    super(400, "InvalidTemplate", message, path);
  }

  /** Returns this exception with a place, unless it has one already. */
  public TemplateException at(String path) {
    return target().isPresent() ? this : new TemplateException(getMessage(), path);
  }
}
