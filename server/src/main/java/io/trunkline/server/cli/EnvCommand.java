package io.trunkline.server.cli;

import io.trunkline.net.Endpoints;
import io.trunkline.server.node.NodeFiles;
import io.trunkline.server.node.NodeFiles.Administrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trunkline env}. */
@Command(
    name = "env",
    description = {
      "Prints environment variables that point azure-identity and the SDKs at this node:",
      "  eval \"$(trunkline env)\"",
      "They hold the administrator's secret."
    })
final class EnvCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    NodeFiles files = data.files();
    NodeClient client = NodeClient.of(files);
    Administrator administrator = files.administrator().orElseThrow();
    Endpoints at = client.address().endpoints();
    export("AZURE_AUTHORITY_HOST", at.httpsBase() + "/");
    export("AZURE_TENANT_ID", administrator.tenantId());
    export("AZURE_CLIENT_ID", administrator.clientId());
    export("AZURE_CLIENT_SECRET", administrator.secret());
    export("AZURE_SUBSCRIPTION_ID", client.address().subscriptionId());
    export("AZURE_POD_IDENTITY_AUTHORITY_HOST", at.httpBase());
    export("ARM_RESOURCE_MANAGER_ENDPOINT", at.httpsBase());
    export("ARM_CLOUD_METADATA_URL", at.httpsBase() + "/metadata/endpoints");
    String ca = files.certificates().resolve("ca.pem").toString();
    export("NODE_EXTRA_CA_CERTS", ca);
    export("REQUESTS_CA_BUNDLE", ca);
    export("SSL_CERT_FILE", ca);
    return 0;
  }

  private static void export(String name, String value) {
    System.out.println("export " + name + "='" + value.replace("'", "'\\''") + "'");
  }
}
