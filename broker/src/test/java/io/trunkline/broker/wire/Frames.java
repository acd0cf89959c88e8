package io.trunkline.broker.wire;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.ReceiverSettleMode;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;
import org.apache.qpid.protonj2.types.transport.Transfer;

/** Frames as clients send them: a sending link has handle 0, a receiving one handle 1. */
final class Frames {
  private Frames() {}

  static Attach sender(String name, String address) {
    return new Attach()
        .setName(name)
        .setHandle(0)
        .setRole(Role.SENDER)
        .setSource(new Source().setAddress("client"))
        .setTarget(new Target().setAddress(address))
        .setInitialDeliveryCount(0);
  }

  static Attach receiver(String name, String address) {
    return new Attach()
        .setName(name)
        .setHandle(1)
        .setRole(Role.RECEIVER)
        .setSenderSettleMode(SenderSettleMode.UNSETTLED)
        .setReceiverSettleMode(ReceiverSettleMode.SECOND)
        .setSource(new Source().setAddress(address))
        .setTarget(new Target().setAddress("client"));
  }

  static Flow credit(int credit, boolean drain) {
    return new Flow()
        .setNextIncomingId(0)
        .setIncomingWindow(100)
        .setNextOutgoingId(1)
        .setOutgoingWindow(100)
        .setHandle(1)
        .setDeliveryCount(0)
        .setLinkCredit(credit)
        .setDrain(drain);
  }

  static Transfer transfer(int id, boolean more) {
    return new Transfer()
        .setHandle(0)
        .setDeliveryId(id)
        .setDeliveryTag(new byte[] {(byte) id})
        .setMessageFormat(0)
        .setMore(more);
  }

  static ProtonBuffer buffer(byte[] bytes) {
    return ProtonBufferAllocator.defaultAllocator().copy(bytes);
  }

  static byte[] encoded(Object... sections) {
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(256);
    Encoder encoder = CodecFactory.getEncoder();
    for (Object section : sections) {
      encoder.writeObject(buffer, encoder.newEncoderState(), section);
    }
    byte[] bytes = new byte[buffer.getReadableBytes()];
    buffer.readBytes(bytes, 0, bytes.length);
    return bytes;
  }
}
