package io.trunkline.connectors.file;

import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Parameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;

/**
 * Files over FTP or explicit FTPS: {@code serverAddress}, {@code portNumber}, {@code userName},
 * {@code password}, {@code isSSL}.
 */
final class FtpFiles implements FileStore {
  private final ConnectorCall call;
  private final FTPClient ftp;

  private FtpFiles(ConnectorCall call, FTPClient ftp) {
    this.call = call;
    this.ftp = ftp;
  }

  static FtpFiles open(ConnectorCall call) throws IOException {
    Parameters settings = call.connection().settings();
    String host =
        settings
            .text("serverAddress")
            .orElseThrow(() -> call.connection().invalid("has no 'serverAddress'"));
    boolean secure = settings.flag("isSSL", settings.flag("enableSsl", false));
    FTPClient ftp = secure ? new FTPSClient(false) : new FTPClient();
    int timeout = Math.toIntExact(call.timeout().toMillis());
    ftp.setConnectTimeout(timeout);
    ftp.setDefaultTimeout(timeout);
    ftp.setDataTimeout(call.timeout());
    try {
      ftp.connect(host, (int) settings.number("portNumber", settings.number("port", 21)));
      if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())
          || !ftp.login(
              settings.text("userName").orElse("anonymous"),
              settings.text("password").orElse(""))) {
        throw new ConnectorException(
            401,
            "Unauthorized",
            "The FTP server refuses the login: " + ftp.getReplyString().strip());
      }
      if (ftp instanceof FTPSClient encrypted) {
        encrypted.execPBSZ(0);
        encrypted.execPROT("P");
      }
      ftp.enterLocalPassiveMode();
      ftp.setFileType(FTP.BINARY_FILE_TYPE);
      return new FtpFiles(call, ftp);
    } catch (IOException | ConnectorException e) {
      ftp.disconnect();
      throw e;
    }
  }

  private static FileEntry entry(String path, FTPFile file) {
    Instant modified = file.getTimestampInstant();
    Instant known = modified == null ? Instant.EPOCH : modified;
    return new FileEntry(
        path, file.isDirectory() ? 0 : file.getSize(), known, known, file.isDirectory());
  }

  @Override
  public Optional<FileEntry> find(String path) throws IOException {
    String normal = FilePaths.normal(path);
    if (normal.equals("/")) {
      return Optional.of(new FileEntry("/", 0, Instant.EPOCH, Instant.EPOCH, true));
    }
    // Not every server knows MLST; every one lists a folder.
    String name = normal.substring(normal.lastIndexOf('/') + 1);
    for (FTPFile file : ftp.listFiles(FilePaths.parent(normal))) {
      if (file != null && file.getName().equals(name)) {
        return Optional.of(entry(normal, file));
      }
    }
    return Optional.empty();
  }

  @Override
  public List<FileEntry> list(String folder) throws IOException {
    if (find(folder).filter(FileEntry::folder).isEmpty()) {
      throw FileStore.notFound(folder);
    }
    List<FileEntry> entries = new ArrayList<>();
    for (FTPFile file : ftp.listFiles(FilePaths.normal(folder))) {
      if (file != null && !file.getName().equals(".") && !file.getName().equals("..")) {
        entries.add(entry(FilePaths.in(folder, file.getName()), file));
      }
    }
    entries.sort(Comparator.comparing(FileEntry::path));
    return entries;
  }

  @Override
  public byte[] read(String path) throws IOException {
    FileEntry entry =
        find(path).filter(one -> !one.folder()).orElseThrow(() -> FileStore.notFound(path));
    call.requireSize(entry.size(), "The file '" + path + "'");
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    require(ftp.retrieveFile(entry.path(), content));
    return content.toByteArray();
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    String file = FilePaths.normal(path);
    createFolder(FilePaths.parent(file));
    require(ftp.storeFile(file, new ByteArrayInputStream(content)));
  }

  @Override
  public void delete(FileEntry entry) throws IOException {
    require(entry.folder() ? ftp.removeDirectory(entry.path()) : ftp.deleteFile(entry.path()));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    require(ftp.rename(FilePaths.normal(from), FilePaths.normal(to)));
  }

  @Override
  public void createFolder(String path) throws IOException {
    String folder = FilePaths.normal(path);
    if (folder.equals("/") || find(folder).isPresent()) {
      return;
    }
    createFolder(FilePaths.parent(folder));
    require(ftp.makeDirectory(folder));
  }

  private void require(boolean done) throws IOException {
    if (!done) {
      int code = ftp.getReplyCode();
      String reply = "The FTP server answers: " + ftp.getReplyString().strip();
      if (FTPReply.isNegativeTransient(code)) {
        throw new IOException(reply);
      }
      throw new ConnectorException(400, "BadRequest", reply);
    }
  }

  @Override
  public void close() throws IOException {
    ftp.disconnect();
  }
}
