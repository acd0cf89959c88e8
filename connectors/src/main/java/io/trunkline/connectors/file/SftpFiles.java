package io.trunkline.connectors.file;

import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Parameters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Files over SFTP: {@code sshHostAddress}, {@code portNumber}, {@code username}, {@code password}
 * or {@code sshPrivateKey} with {@code sshPrivateKeyPassphrase}, {@code rootDirectory}, and {@code
 * sshHostKeyFingerprint}, without which every host key is accepted.
 */
final class SftpFiles implements FileStore {
  private static final int DEFAULT_PORT = 22;

  private final ConnectorCall call;
  private final String root;
  private final SshClient ssh;
  private final ClientSession session;
  private final SftpClient sftp;

  private SftpFiles(ConnectorCall call, String root, SshClient ssh, ClientSession session)
      throws IOException {
    this.call = call;
    this.root = root;
    this.ssh = ssh;
    this.session = session;
    this.sftp = SftpClientFactory.instance().createSftpClient(session);
  }

  static SftpFiles open(ConnectorCall call) throws IOException {
    Parameters settings = call.connection().settings();
    String host =
        settings
            .text("sshHostAddress")
            .or(() -> settings.text("hostName"))
            .or(() -> settings.text("host"))
            .orElseThrow(() -> call.connection().invalid("has no 'sshHostAddress'"));
    int port = (int) settings.number("portNumber", settings.number("port", DEFAULT_PORT));
    String user =
        settings.text("username").orElseThrow(() -> call.connection().invalid("has no 'username'"));
    SshClient ssh = SshClient.setUpDefaultClient();
    ssh.setServerKeyVerifier(verifier(settings));
    ssh.start();
    try {
      Duration timeout = call.timeout();
      ClientSession session = ssh.connect(user, host, port).verify(timeout).getSession();
      settings.text("password").ifPresent(session::addPasswordIdentity);
      Optional<String> key = settings.text("sshPrivateKey");
      if (key.isPresent()) {
        addKey(session, key.get(), settings);
      }
      session.auth().verify(timeout);
      return new SftpFiles(
          call, FilePaths.normal(settings.text("rootDirectory").orElse("")), ssh, session);
    } catch (IOException e) {
      ssh.close();
      throw e;
    }
  }

  private static ServerKeyVerifier verifier(Parameters settings) {
    Optional<String> fingerprint = settings.text("sshHostKeyFingerprint");
    return fingerprint.isEmpty()
        ? AcceptAllServerKeyVerifier.INSTANCE
        : (session, address, key) -> KeyUtils.checkFingerPrint(fingerprint.get(), key).getKey();
  }

  private static void addKey(ClientSession session, String key, Parameters settings)
      throws IOException {
    FilePasswordProvider passphrase =
        settings
            .text("sshPrivateKeyPassphrase")
            .map(FilePasswordProvider::of)
            .orElse(FilePasswordProvider.EMPTY);
    try (InputStream in = new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8))) {
      SecurityUtils.loadKeyPairIdentities(
              session, NamedResource.ofName("sshPrivateKey"), in, passphrase)
          .forEach(session::addPublicKeyIdentity);
    } catch (GeneralSecurityException e) {
      throw new ConnectorException(
          400, "InvalidApiConnection", "The 'sshPrivateKey' cannot be read: " + e.getMessage());
    }
  }

  private String remote(String path) {
    return FilePaths.normal(root + FilePaths.normal(path));
  }

  private static FileEntry entry(String path, SftpClient.Attributes attributes) {
    Instant modified =
        attributes.getModifyTime() == null ? Instant.EPOCH : attributes.getModifyTime().toInstant();
    boolean folder = attributes.isDirectory();
    return new FileEntry(path, folder ? 0 : attributes.getSize(), modified, modified, folder);
  }

  @Override
  public Optional<FileEntry> find(String path) throws IOException {
    try {
      return Optional.of(entry(FilePaths.normal(path), sftp.stat(remote(path))));
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<FileEntry> list(String folder) throws IOException {
    List<FileEntry> entries = new ArrayList<>();
    try {
      for (SftpClient.DirEntry child : sftp.readEntries(remote(folder))) {
        if (!child.getFilename().equals(".") && !child.getFilename().equals("..")) {
          entries.add(entry(FilePaths.in(folder, child.getFilename()), child.getAttributes()));
        }
      }
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        throw FileStore.notFound(folder);
      }
      throw e;
    }
    entries.sort(Comparator.comparing(FileEntry::path));
    return entries;
  }

  @Override
  public byte[] read(String path) throws IOException {
    FileEntry entry =
        find(path).filter(one -> !one.folder()).orElseThrow(() -> FileStore.notFound(path));
    call.requireSize(entry.size(), "The file '" + path + "'");
    try (InputStream in = sftp.read(remote(path))) {
      return in.readAllBytes();
    }
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    String folder = FilePaths.parent(FilePaths.normal(path));
    if (!folder.equals("/") && find(folder).isEmpty()) {
      createFolder(folder);
    }
    try (OutputStream out = sftp.write(remote(path))) {
      out.write(content);
    }
  }

  @Override
  public void delete(FileEntry entry) throws IOException {
    if (entry.folder()) {
      sftp.rmdir(remote(entry.path()));
    } else {
      sftp.remove(remote(entry.path()));
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    sftp.rename(remote(from), remote(to));
  }

  @Override
  public void createFolder(String path) throws IOException {
    String folder = FilePaths.normal(path);
    if (folder.equals("/") || find(folder).isPresent()) {
      return;
    }
    createFolder(FilePaths.parent(folder));
    sftp.mkdir(remote(folder));
  }

  @Override
  public void close() throws IOException {
    sftp.close();
    session.close();
    ssh.close();
  }
}
