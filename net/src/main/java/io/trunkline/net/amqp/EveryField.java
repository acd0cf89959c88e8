package io.trunkline.net.amqp;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.codec.EncoderState;
import org.apache.qpid.protonj2.codec.EncodingCodes;
import org.apache.qpid.protonj2.codec.encoders.AbstractDescribedListTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.ProtonEncoder;
import org.apache.qpid.protonj2.codec.encoders.ProtonEncoderFactory;
import org.apache.qpid.protonj2.codec.encoders.transport.AttachTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.BeginTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.CloseTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.DetachTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.DispositionTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.EndTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.FlowTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.OpenTypeEncoder;
import org.apache.qpid.protonj2.codec.encoders.transport.TransferTypeEncoder;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedLong;

/**
 * Writes a performative with all of its fields. AMQP allows trailing nulls to be left out, but one
 * SDK takes fields from the received list by position without looking at its length ({@code
 * reference/service-bus.md §0}, invariant 1).
 *
 * @param <T> the performative
 */
final class EveryField<T> extends AbstractDescribedListTypeEncoder<T> {
  private final AbstractDescribedListTypeEncoder<T> encoder;
  private final int fields;
  private final boolean endsWithProperties;

  private EveryField(
      AbstractDescribedListTypeEncoder<T> encoder, int fields, boolean endsWithProperties) {
    this.encoder = encoder;
    this.fields = fields;
    this.endsWithProperties = endsWithProperties;
  }

  /** Returns an encoder of everything whose performatives are complete. */
  static ProtonEncoder encoder() {
    ProtonEncoder encoder = ProtonEncoderFactory.create();
    encoder.registerDescribedTypeEncoder(new EveryField<>(new OpenTypeEncoder(), 10, true));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new BeginTypeEncoder(), 8, true));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new AttachTypeEncoder(), 14, true));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new FlowTypeEncoder(), 11, true));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new TransferTypeEncoder(), 11, false));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new DispositionTypeEncoder(), 6, false));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new DetachTypeEncoder(), 3, false));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new EndTypeEncoder(), 1, false));
    encoder.registerDescribedTypeEncoder(new EveryField<>(new CloseTypeEncoder(), 1, false));
    return encoder;
  }

  @Override
  public void writeElement(
      T value, int index, ProtonBuffer buffer, Encoder codec, EncoderState state) {
    int start = buffer.getWriteOffset();
    encoder.writeElement(value, index, buffer, codec, state);
    boolean isNull =
        buffer.getWriteOffset() == start + 1 && buffer.getByte(start) == EncodingCodes.NULL;
    if (isNull && endsWithProperties && index == fields - 1) {
      buffer.setWriteOffset(start);
      buffer.writeByte(EncodingCodes.MAP8).writeByte((byte) 1).writeByte((byte) 0);
    }
  }

  @Override
  public int getElementCount(T value) {
    return fields;
  }

  @Override
  public UnsignedLong getDescriptorCode() {
    return encoder.getDescriptorCode();
  }

  @Override
  public Symbol getDescriptorSymbol() {
    return encoder.getDescriptorSymbol();
  }

  @Override
  public Class<T> getTypeClass() {
    return encoder.getTypeClass();
  }
}
