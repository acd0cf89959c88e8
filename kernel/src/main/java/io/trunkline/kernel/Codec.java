package io.trunkline.kernel;

/**
 * Turns commands into the bytes that stand in the log and back. What was written by an older
 * version must stay readable: add optional fields, never change the meaning of one.
 *
 * @param <C> the commands of one state machine
 */
public interface Codec<C> {
  /**
   * Returns the bytes of {@code command}; at most {@link KernelLimits#maxCommandBytes()} of them.
   */
  byte[] encode(C command);

  /**
   * Returns the command that {@link #encode} made {@code bytes} from.
   *
   * @throws IllegalArgumentException when the bytes are no command of this codec
   */
  C decode(byte[] bytes);
}
