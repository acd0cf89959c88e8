package io.trunkline.kernel.rocks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileWriter;

/**
 * The files of a checkpoint: {@code state-00001.sst}, {@code state-00002.sst}, … hold the keys of a
 * shard in their order. They do not depend on how the database that they come from keeps its files,
 * so that another node, or a later version, can take them over.
 */
record SstFiles(Path directory) {
  private static final long BYTES_PER_FILE = 128L << 20;

  /** Writes everything that {@code iterator} sees. */
  void write(RocksIterator iterator, Options options) throws IOException, RocksDBException {
    Files.createDirectories(directory);
    int number = 0;
    iterator.seekToFirst();
    while (iterator.isValid()) {
      Path file = directory.resolve("state-%05d.sst".formatted(++number));
      writeFile(file, iterator, options);
      force(file);
    }
    iterator.status();
    force(directory);
  }

  private static void writeFile(Path file, RocksIterator iterator, Options options)
      throws RocksDBException {
    long bytes = 0;
    try (EnvOptions environment = new EnvOptions();
        SstFileWriter writer = new SstFileWriter(environment, options)) {
      writer.open(file.toString());
      for (; iterator.isValid() && bytes < BYTES_PER_FILE; iterator.next()) {
        byte[] key = iterator.key();
        byte[] value = iterator.value();
        writer.put(key, value);
        bytes += key.length + value.length;
      }
      writer.finish();
    }
  }

  /** Copies the files into a family, all in one step. */
  void ingest(RocksDB database, ColumnFamilyHandle family) throws IOException, RocksDBException {
    List<String> files = list();
    try (Options options = new Options()) {
      for (String file : files) {
        try (SstFileReader reader = new SstFileReader(options)) {
          reader.open(file);
          reader.verifyChecksum();
        }
      }
    }
    if (!files.isEmpty()) {
      try (IngestExternalFileOptions options = new IngestExternalFileOptions()) {
        database.ingestExternalFile(family, files, options);
      }
    }
  }

  private List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".sst")).sorted().toList();
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
