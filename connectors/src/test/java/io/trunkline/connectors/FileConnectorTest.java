package io.trunkline.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the machine, over SFTP and over FTP, against servers that we did not write. */
class FileConnectorTest {
  @TempDir private Path root;

  /** What every store can do, in the words of its provider. */
  private void writesReadsListsAndDeletes(
      Calls files, String create, String content, String read, String list, String delete)
      throws IOException {
    files.call(
        create,
        "{\"filePath\":\"in/a.json\",\"%s\":{\"id\":7},\"overWriteFileIfExists\":false}"
            .formatted(content));
    assertThat(Files.readString(root.resolve("in/a.json"))).isEqualTo("{\"id\":7}");
    assertThat(files.call(read, "{\"filePath\":\"/in/a.json\"}").path("id").asInt()).isEqualTo(7);
    files.call(
        create,
        "{\"filePath\":\"in/b.bin\",\"%s\":{\"$content-type\":\"application/octet-stream\",\"$content\":\"AP8=\"},\"overWriteFileIfExists\":true}"
            .formatted(content));
    assertThat(Files.readAllBytes(root.resolve("in/b.bin"))).containsExactly(0, 255);
    assertThat(files.call(read, "{\"filePath\":\"in/b.bin\"}").path("$content").asText())
        .isEqualTo("AP8=");
    assertThat(files.call(list, "{\"folderPath\":\"/in\"}").findValuesAsText("name"))
        .containsExactly("a.json", "b.bin");
    files.call(delete, "{\"filePath\":\"in/b.bin\"}");
    assertThat(Files.exists(root.resolve("in/b.bin"))).isFalse();
    assertThatThrownBy(() -> files.call(read, "{\"filePath\":\"in/none.txt\"}"))
        .isInstanceOfSatisfying(
            ConnectorException.class, problem -> assertThat(problem.statusCode()).isEqualTo(404));
  }

  private void reportsEachChangeOnce(Calls files, String trigger, String pathField)
      throws IOException {
    Files.createDirectories(root.resolve("drop"));
    Files.writeString(root.resolve("drop/old.txt"), "old");
    String parameters = "{\"folderPath\":\"drop\",\"maxFileCount\":10}";
    JsonNode state = files.poll(trigger, parameters, null).state();
    assertThat(files.poll(trigger, parameters, state).outputs()).isNull();
    Files.writeString(root.resolve("drop/new.txt"), "new");
    Poll found = files.poll(trigger, parameters, state);
    assertThat(found.outputs().path("body").findValuesAsText(pathField))
        .containsExactly("/drop/new.txt");
    Files.writeString(root.resolve("drop/old.txt"), "changed");
    Files.setLastModifiedTime(
        root.resolve("drop/old.txt"), FileTime.from(Instant.now().minusSeconds(90_000)));
    Poll changed = files.poll(trigger, parameters, found.state());
    assertThat(changed.outputs().path("body").findValuesAsText(pathField))
        .containsExactly("/drop/old.txt");
    assertThat(files.poll(trigger, parameters, changed.state()).outputs()).isNull();
  }

  private Calls local(Optional<Path> configuration) {
    return new Calls("filesystem", Json.object().put("rootFolder", root.toString()), configuration);
  }

  @Test
  void theFileSystemOfTheMachine() throws IOException {
    Calls files = local(Optional.empty());
    writesReadsListsAndDeletes(
        files, "createFile", "body", "getFileContent", "listFolder", "deleteFile");
    reportsEachChangeOnce(files, "whenFilesAreAddedOrModified", "path");
    files.call(
        "appendFile", "{\"filePath\":\"log.txt\",\"body\":\"a\",\"createFileIfNotPresent\":true}");
    files.call("appendFile", "{\"filePath\":\"log.txt\",\"body\":\"b\"}");
    assertThat(files.call("getFileContent", "{\"filePath\":\"log.txt\"}").asText()).isEqualTo("ab");
    files.call("renameFile", "{\"filePath\":\"log.txt\",\"newName\":\"log2.txt\"}");
    files.call("copyFile", "{\"source\":\"log2.txt\",\"destination\":\"x/log3.txt\"}");
    assertThat(files.call("getFileMetadata", "{\"filePath\":\"x/log3.txt\"}").path("size").asInt())
        .isEqualTo(2);
  }

  @Test
  void anOperatorSaysWhichFoldersMayBeNamed(@TempDir Path configuration) throws IOException {
    assertThatThrownBy(() -> local(Optional.of(configuration)).call("listFolder", "{}"))
        .hasMessageContaining("operator");
    ObjectNode settings = Json.object();
    settings.putObject("fileSystem").putArray("roots").add(root.toString());
    Files.write(configuration.resolve("settings.json"), Json.bytes(settings));
    assertThat(local(Optional.of(configuration)).call("listFolder", "{}")).isEmpty();
  }

  @Test
  void nothingLeadsOutOfTheRoot(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("secret.txt"), "s");
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    Calls files = local(Optional.empty());
    for (String path : List.of("../secret.txt", "a/../../secret.txt", "link/secret.txt")) {
      assertThatThrownBy(
              () -> files.call("getFileContent", "{\"filePath\":\"%s\"}".formatted(path)))
          .isInstanceOf(ConnectorException.class)
          .hasMessageMatching("(?s).*(leaves|leads out of) the root.*");
    }
  }

  @Test
  void anArchiveIsExtracted() throws IOException {
    var zip = new java.io.ByteArrayOutputStream();
    try (var out = new java.util.zip.ZipOutputStream(zip)) {
      out.putNextEntry(new java.util.zip.ZipEntry("a/b.txt"));
      out.write('x');
    }
    local(Optional.empty())
        .call(
            "extractArchive",
            "{\"folderPath\":\"out\",\"body\":{\"$content-type\":\"application/zip\",\"$content\":\"%s\"}}"
                .formatted(Base64.getEncoder().encodeToString(zip.toByteArray())));
    assertThat(Files.readString(root.resolve("out/a/b.txt"))).isEqualTo("x");
  }

  @Test
  void theManagedConnectorsPaths() {
    Calls files = local(Optional.empty());
    files.managed(
        "post",
        "/datasets/default/files",
        "{\"folderPath\":\"/m\",\"name\":\"a.txt\"}",
        "\"hello\"");
    assertThat(
            files
                .managed(
                    "get",
                    "/datasets/default/GetFileContentByPath",
                    "{\"path\":\"/m/a.txt\"}",
                    "null")
                .asText())
        .isEqualTo("hello");
    assertThat(
            files
                .managed("get", "/datasets/default/foldersV2/%252Fm", "{}", "null")
                .path("value")
                .findValuesAsText("Name"))
        .containsExactly("a.txt");
  }

  @Test
  void sftp() throws IOException {
    try (SshServer server = SshServer.setUpDefaultServer()) {
      server.setHost("127.0.0.1");
      server.setPort(0);
      server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
      server.setPasswordAuthenticator((user, password, session) -> password.equals("p"));
      server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
      server.setFileSystemFactory(new VirtualFileSystemFactory(root));
      server.start();
      ObjectNode settings =
          Json.object()
              .put("sshHostAddress", "127.0.0.1")
              .put("portNumber", server.getPort())
              .put("username", "u")
              .put("password", "p");
      Calls files = new Calls("sftp", settings, Optional.empty());
      writesReadsListsAndDeletes(
          files, "uploadFileContent", "content", "getFileContentV2", "listFolder", "deleteFile");
      reportsEachChangeOnce(files, "whenFilesAreAddedOrModified", "absolutePath");
      files.call("createFolder", "{\"folderPath\":\"d/e\"}");
      files.call("deleteFolder", "{\"folderPath\":\"d\",\"recursiveDelete\":true}");
      assertThat(Files.exists(root.resolve("d"))).isFalse();
      assertThatThrownBy(
              () ->
                  new Calls(
                          "sftp",
                          settings.deepCopy().put("sshHostKeyFingerprint", "SHA256:wrong"),
                          Optional.empty())
                      .call("listFolder", "{}"))
          .isInstanceOf(ConnectorException.class);
    }
  }

  @Test
  void ftp() throws IOException, FtpException {
    FtpServerFactory factory = new FtpServerFactory();
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress("127.0.0.1");
    listener.setPort(0);
    factory.addListener("default", listener.createListener());
    BaseUser user = new BaseUser();
    user.setName("u");
    user.setPassword("p");
    user.setHomeDirectory(root.toString());
    user.setAuthorities(List.of(new WritePermission()));
    factory.getUserManager().save(user);
    FtpServer server = factory.createServer();
    server.start();
    try {
      Calls files =
          new Calls(
              "ftp",
              Json.object()
                  .put("serverAddress", "127.0.0.1")
                  .put("portNumber", factory.getListener("default").getPort())
                  .put("userName", "u")
                  .put("password", "p"),
              Optional.empty());
      writesReadsListsAndDeletes(
          files,
          "createFile",
          "fileContent",
          "getFtpFileContentV2",
          "listFilesInFolder",
          "deleteFtpFile");
      reportsEachChangeOnce(files, "whenFtpFilesAreAddedOrModified", "path");
    } finally {
      server.stop();
    }
  }
}
