package io.trunkline.server.cli;

import io.trunkline.net.tls.NodeCertificates;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trunkline trust}. */
@Command(
    name = "trust",
    description = "Prints how clients on this machine come to trust the node's certificate.")
final class TrustCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    Path directory = data.files().certificates();
    Path ca = directory.resolve("ca.pem");
    Path store = directory.resolve("truststore.p12");
    if (!ca.toFile().exists()) {
      throw new CommandException(
          "There is no certificate authority in " + directory + " yet; start the node once.");
    }
    System.out.println(
        """
        The node's certificate is signed by a certificate authority of its own:
          %1$s

        Java            -Djavax.net.ssl.trustStore=%2$s -Djavax.net.ssl.trustStorePassword=%3$s
        Node.js         export NODE_EXTRA_CA_CERTS=%1$s
        Python, az      export REQUESTS_CA_BUNDLE=%1$s
        Go, .NET, curl  export SSL_CERT_FILE=%1$s
        Debian, Ubuntu  cp %1$s /usr/local/share/ca-certificates/trunkline.crt && update-ca-certificates
        Fedora, RHEL    cp %1$s /etc/pki/ca-trust/source/anchors/trunkline.pem && update-ca-trust
        macOS           security add-trusted-cert -d -k /Library/Keychains/System.keychain %1$s\
        """
            .formatted(ca, store, NodeCertificates.TRUST_STORE_PASSWORD));
    return 0;
  }
}
