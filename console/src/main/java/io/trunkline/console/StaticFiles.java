package io.trunkline.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files below one directory of the class path; each is read once and kept. Thread-safe. */
final class StaticFiles {
  /**
   * The names that are looked up at all: plain segments that do not begin with a dot, and an
   * extension. Nothing else leaves the directory, and nothing escaped needs decoding.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(\\w+)");

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "woff2", "font/woff2");

  private final String directory;
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  /**
   * @param directory absolute on the class path, without a slash at its end
   */
  StaticFiles(String directory) {
    this.directory = directory;
  }

  /** Returns the file of a name relative to the directory, or nothing where it is not served. */
  Optional<StaticFile> find(String name) {
    StaticFile known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || !CONTENT_TYPES.containsKey(matcher.group(1))) {
      return Optional.empty();
    }
    Optional<StaticFile> read = read(name, CONTENT_TYPES.get(matcher.group(1)));
    read.ifPresent(file -> files.put(name, file));
    return read;
  }

  private Optional<StaticFile> read(String name, String contentType) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(directory + '/' + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(StaticFile.of(name, contentType, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the console cannot be read: " + name, e);
    }
  }
}
