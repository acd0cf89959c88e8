package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trunkline status}. */
@Command(name = "status", description = "Shows health, endpoints and resources of a running node.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    NodeClient client = NodeClient.of(data.files());
    Endpoints at = client.address().endpoints();
    String state = Json.parse(client.open("/health/ready")).path("status").asText();
    System.out.println("state      " + state);
    System.out.println("https      " + at.httpsBase());
    System.out.println("http       " + at.httpBase());
    System.out.println("amqps      amqps://" + at.host() + ":" + at.amqps());
    System.out.println("amqp       amqp://" + at.host() + ":" + at.amqp());
    System.out.println("admin      http://" + at.host() + ":" + at.admin());
    JsonNode resources =
        client.call(
            "GET",
            "/subscriptions/"
                + client.address().subscriptionId()
                + "/resources?api-version=2021-04-01",
            MissingNode.getInstance());
    for (JsonNode resource : resources.path("value")) {
      System.out.println(
          "resource   " + resource.path("type").asText() + "  " + resource.path("name").asText());
    }
    return state.equals("READY") ? 0 : 1;
  }
}
