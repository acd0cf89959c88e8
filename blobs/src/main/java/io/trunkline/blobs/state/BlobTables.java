package io.trunkline.blobs.state;

import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Where what stands in the shard's store. Only on the shard's thread. */
public final class BlobTables {
  private static final CborCodec<Blob> BLOBS = CborCodec.of(Blob.class);
  private static final CborCodec<Part> PARTS = CborCodec.of(Part.class);
  private static final CborCodec<Waiting> WAITING = CborCodec.of(Waiting.class);
  private static final CborCodec<BlockKey> BLOCK_KEYS = CborCodec.of(BlockKey.class);

  /**
   * The uncommitted blocks of a blob together.
   *
   * @param count how many there are
   * @param idLength the length that all of their ids have, in characters
   */
  record Waiting(int count, int idLength) {
    private static final Waiting NONE = new Waiting(0, 0);
  }

  /** Names an uncommitted block of a blob. */
  record BlockKey(String container, String blob, String id) {}

  BlobTables() {}

  public boolean hasContainer(Store store, String container) {
    return store.get(containerKey(container)) != null;
  }

  /** Returns a committed blob. */
  public Optional<Blob> blob(Store store, String container, String name) {
    return Optional.ofNullable(store.get(blobKey(container, name))).map(BLOBS::decode);
  }

  /**
   * Visits the blobs of a container in the order of their names, from {@code from} on, until {@code
   * visitor} returns false.
   */
  public void blobs(Store store, String container, String from, Predicate<Blob> visitor) {
    byte[] prefix = Keys.of("blob").text(container).bytes();
    store.scan(
        Keys.of("blob").text(container).raw(from.getBytes(StandardCharsets.UTF_8)).bytes(),
        Keys.after(prefix),
        (key, value) -> visitor.test(BLOBS.decode(value)));
  }

  /** Returns one piece of an upload; empty once the blob that it belonged to has changed. */
  public Optional<byte[]> piece(Store store, String upload, int index) {
    return Optional.ofNullable(store.get(pieceKey(upload, index)));
  }

  /** Returns an uncommitted block. */
  public Optional<Part> block(Store store, String container, String name, String id) {
    return Optional.ofNullable(store.get(blockKey(container, name, id))).map(PARTS::decode);
  }

  /** Returns the ids of a blob's uncommitted blocks in order. */
  public List<String> blockIds(Store store, String container, String name) {
    byte[] prefix = blocksKey(container, name);
    List<String> ids = new ArrayList<>();
    store.scanPrefix(
        prefix,
        (key, value) ->
            ids.add(
                new String(
                    Arrays.copyOfRange(key, prefix.length, key.length), StandardCharsets.UTF_8)));
    return ids;
  }

  void putContainer(Store store, String container, String id) {
    store.put(containerKey(container), id.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the id of a container, which is there, in the case it was written in. */
  String containerId(Store store, String container) {
    return new String(store.get(containerKey(container)), StandardCharsets.UTF_8);
  }

  void removeContainer(Store store, String container) {
    List<String> uploads = new ArrayList<>();
    blobs(
        store,
        container,
        "",
        blob -> {
          blob.parts().forEach(part -> uploads.add(part.upload()));
          return true;
        });
    uploads.forEach(upload -> removeUpload(store, upload));
    store.deletePrefix(Keys.of("blob").text(container).bytes());
    // Uncommitted blocks go with the sweep of their uploads.
    store.deletePrefix(Keys.of("block").text(container).bytes());
    store.deletePrefix(Keys.of("waiting").text(container).bytes());
    store.delete(containerKey(container));
  }

  void putBlob(Store store, Blob blob) {
    store.put(blobKey(blob.container(), blob.name()), BLOBS.encode(blob));
  }

  void removeBlob(Store store, Blob blob) {
    store.delete(blobKey(blob.container(), blob.name()));
  }

  Waiting waiting(Store store, String container, String name) {
    byte[] value = store.get(waitingKey(container, name));
    return value == null ? Waiting.NONE : WAITING.decode(value);
  }

  /** Keeps an uncommitted block, and from where its content is referred to. */
  void putBlock(Store store, BlockKey block, Part part) {
    if (block(store, block.container(), block.blob(), block.id()).isEmpty()) {
      int count = waiting(store, block.container(), block.blob()).count();
      putWaiting(store, block, count + 1);
    }
    store.put(blockKey(block), PARTS.encode(part));
    store.put(ownerKey(part.upload()), BLOCK_KEYS.encode(block));
  }

  /** Removes a blob's uncommitted blocks and returns their parts. */
  List<Part> removeBlocks(Store store, String container, String name) {
    List<Part> parts = new ArrayList<>();
    store.scanPrefix(blocksKey(container, name), (key, value) -> parts.add(PARTS.decode(value)));
    store.deletePrefix(blocksKey(container, name));
    store.delete(waitingKey(container, name));
    parts.forEach(part -> store.delete(ownerKey(part.upload())));
    return parts;
  }

  /** Removes an upload that has waited too long, with the uncommitted block that it belongs to. */
  void sweep(Store store, String upload) {
    byte[] owner = store.get(ownerKey(upload));
    if (owner != null) {
      BlockKey block = BLOCK_KEYS.decode(owner);
      boolean still =
          block(store, block.container(), block.blob(), block.id())
              .filter(part -> part.upload().equals(upload))
              .isPresent();
      if (still) {
        store.delete(blockKey(block));
        putWaiting(store, block, waiting(store, block.container(), block.blob()).count() - 1);
      }
    }
    removeUpload(store, upload);
  }

  private static void putWaiting(Store store, BlockKey block, int count) {
    byte[] key = waitingKey(block.container(), block.blob());
    if (count == 0) {
      store.delete(key);
    } else {
      store.put(key, WAITING.encode(new Waiting(count, block.id().length())));
    }
  }

  void putPiece(Store store, String upload, int index, byte[] content) {
    store.put(pieceKey(upload, index), content);
  }

  void removeUpload(Store store, String upload) {
    store.deletePrefix(Keys.of("piece").text(upload).bytes());
    store.delete(ownerKey(upload));
  }

  private static byte[] containerKey(String container) {
    return Keys.of("container").text(container).bytes();
  }

  private static byte[] blobKey(String container, String name) {
    return Keys.of("blob").text(container).raw(name.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  private static byte[] blocksKey(String container, String name) {
    return Keys.of("block").text(container).text(name).bytes();
  }

  private static byte[] waitingKey(String container, String name) {
    return Keys.of("waiting").text(container).text(name).bytes();
  }

  private static byte[] ownerKey(String upload) {
    return Keys.of("owner").text(upload).bytes();
  }

  private static byte[] blockKey(BlockKey block) {
    return blockKey(block.container(), block.blob(), block.id());
  }

  private static byte[] blockKey(String container, String name, String id) {
    return Keys.of("block")
        .text(container)
        .text(name)
        .raw(id.getBytes(StandardCharsets.UTF_8))
        .bytes();
  }

  private static byte[] pieceKey(String upload, int index) {
    return Keys.of("piece").text(upload).number(index).bytes();
  }
}
