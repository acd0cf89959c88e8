package io.trunkline.broker.wire;

import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClientBuilder;
import java.net.URI;
import java.net.URISyntaxException;

/** Makes administration clients of the Java SDK. */
final class AdministrationClients {
  private AdministrationClients() {}

  /** The client always asks for https on port 443; a policy leads it here. */
  static ServiceBusAdministrationClient of(int port, String key) {
    return of(port, "RootManageSharedAccessKey", key);
  }

  /** Returns a client with another policy's key. */
  static ServiceBusAdministrationClient of(int port, String keyName, String key) {
    HttpPipelinePolicy here =
        (context, next) -> {
          URI uri = URI.create(context.getHttpRequest().getUrl().toString());
          try {
            URI target =
                new URI("http", null, "localhost", port, uri.getPath(), uri.getQuery(), null);
            context.getHttpRequest().setUrl(target.toString());
          } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
          }
          return next.process();
        };
    return new ServiceBusAdministrationClientBuilder()
        .connectionString(
            "Endpoint=sb://localhost;SharedAccessKeyName=%s;SharedAccessKey=%s"
                .formatted(keyName, key))
        .addPolicy(here)
        .buildClient();
  }
}
