package io.trunkline.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Inputs that are almost right: those of a corpus in {@code src/test/resources/fuzz}, one a line,
 * with random bytes changed, cut, doubled or joined. {@code -Dtrunkline.fuzz.inputs=N} tries N of
 * them, {@code -Dtrunkline.fuzz.seed=S} others.
 */
public final class Corpus {
  private static final int INPUTS = Integer.getInteger("trunkline.fuzz.inputs", 2_000);
  private static final int SEED = Integer.getInteger("trunkline.fuzz.seed", 1);

  private final List<byte[]> inputs;

  private Corpus(List<byte[]> inputs) {
    this.inputs = inputs;
  }

  /** Reads a corpus of texts. */
  public static Corpus texts(String name) {
    return new Corpus(
        lines(name).stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** Reads a corpus of bytes, written in hexadecimal. */
  public static Corpus hexadecimal(String name) {
    return new Corpus(lines(name).stream().map(HexFormat.of()::parseHex).toList());
  }

  private static List<String> lines(String name) {
    try (InputStream in = Corpus.class.getResourceAsStream("/fuzz/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<byte[]> inputs() {
    return inputs;
  }

  /**
   * Hands every input to {@code target}, then changed ones, and says which one it was that failed.
   *
   * @param share how many of the usual number are tried: one of so many
   */
  public void mutate(int share, Consumer<byte[]> target) {
    inputs.forEach(target);
    Random random = new Random(SEED);
    for (int i = 0; i < INPUTS / share; i++) {
      byte[] input = mutant(random);
      try {
        target.accept(input);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input) + ": " + e, e);
      }
    }
  }

  private byte[] mutant(Random random) {
    byte[] bytes = pick(random).clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = joined(bytes, at, bytes, random.nextInt(bytes.length));
        default -> {
          byte[] other = pick(random);
          bytes = joined(bytes, at, other, random.nextInt(other.length));
        }
      }
    }
    return bytes;
  }

  private byte[] pick(Random random) {
    return inputs.get(random.nextInt(inputs.size()));
  }

  /** Returns the first bytes of one input and the last of another. */
  private static byte[] joined(byte[] head, int to, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, to + tail.length - from);
    System.arraycopy(tail, from, joined, to, tail.length - from);
    return joined;
  }
}
