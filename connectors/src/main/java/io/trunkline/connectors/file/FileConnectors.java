package io.trunkline.connectors.file;

import io.trunkline.connectors.ConnectorSettings;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorServices;
import java.util.List;
import java.util.Set;

/** The connectors for files. */
public final class FileConnectors {
  private FileConnectors() {}

  /** Returns file system, SFTP, FTP and Blob storage. */
  public static List<Connector> all(ConnectorServices services, ConnectorSettings settings) {
    return List.of(
        new FileConnector(
            Set.of("filesystem"), FileShape.FILE_SYSTEM, call -> LocalFiles.open(call, settings)),
        new FileConnector(Set.of("sftp", "sftpwithssh"), FileShape.SFTP, SftpFiles::open),
        new FileConnector(Set.of("ftp"), FileShape.FTP, FtpFiles::open),
        new FileConnector(
            Set.of("azureblob"), FileShape.FILE_SYSTEM, call -> BlobFiles.open(call, services)));
  }
}
