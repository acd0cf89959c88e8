package io.trunkline.monitor.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.monitor.backup.Backups;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Takes backups: {@code POST /trunkline/backups} with {@code {"directory": "/absolute/path"}}, a
 * directory on the node's machine, is answered 202 with a {@code Location} to ask how it stands.
 *
 * <p>A backup holds every secret of the node, so it takes somebody who may give out roles.
 */
public final class BackupPlane extends CallPlane {
  private static final String BACKUPS = "/trunkline/backups";
  private static final String[] ACTIONS = {
    "Trunkline/backups/write", "Microsoft.Authorization/roleAssignments/write"
  };

  private final Backups backups;
  private final Callers callers;

  BackupPlane(Backups backups, Callers callers) {
    this.backups = backups;
    this.callers = callers;
  }

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under(BACKUPS);
  }

  @Override
  public int maxBodyBytes() {
    return 8_192;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    Optional<HttpReply> refusal = callers.refusal(call, ACTIONS);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    boolean one = call.segments().size() == 3;
    if (one && call.method().equals("GET")) {
      return find(call.segments().get(2));
    }
    if (!one && call.method().equals("POST")) {
      return start(call);
    }
    return Callers.error(405, "MethodNotAllowed", "POST starts a backup, GET asks for one.");
  }

  private HttpReply start(HttpCall call) {
    Path directory;
    try {
      directory = Path.of(Json.parse(call.body()).path("directory").asText());
    } catch (IllegalArgumentException e) { // neither JSON nor a path
      return Callers.error(400, "InvalidParameter", "The body must be a JSON object: " + e);
    }
    if (!directory.isAbsolute()) {
      return Callers.error(
          400, "InvalidParameter", "'directory' must be an absolute path on the node's machine.");
    }
    return backups
        .start(directory)
        .map(started -> json(202, started).withHeader("Location", BACKUPS + "/" + started.number()))
        .orElseGet(
            () ->
                Callers.error(409, "BackupInProgress", "A backup is being written; wait for it."));
  }

  private HttpReply find(String number) {
    return Optional.of(number)
        .filter(text -> text.matches("\\d{1,9}"))
        .flatMap(text -> backups.find(Integer.parseInt(text)))
        .map(progress -> json(200, progress))
        .orElseGet(() -> Callers.error(404, "NotFound", "There is no backup " + number + "."));
  }

  private static HttpReply json(int status, Backups.Progress progress) {
    JsonNode body =
        Json.object()
            .put("id", Integer.toString(progress.number()))
            .put("directory", progress.directory().toString())
            .put("state", progress.state().name())
            .put("message", progress.message());
    return HttpReply.json(status, body);
  }
}
