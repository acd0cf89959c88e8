package io.trunkline.net.amqp;

import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.EngineHandler;
import org.apache.qpid.protonj2.engine.EngineHandlerContext;
import org.apache.qpid.protonj2.engine.exceptions.EngineFailedException;
import org.apache.qpid.protonj2.engine.exceptions.FrameDecodingException;
import org.apache.qpid.protonj2.engine.exceptions.ProtonException;
import org.apache.qpid.protonj2.types.transport.AmqpError;
import org.apache.qpid.protonj2.types.transport.ConnectionError;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/** The first step of an engine: chooses the error with which a failed one closes its connection. */
final class FailureConditions implements EngineHandler {
  /** Frames that cannot be read are framing errors to AMQP (part 2, section 2.8.16). */
  @Override
  public void engineFailed(EngineHandlerContext context, EngineFailedException failure) {
    Connection connection = context.engine().connection();
    if (failure.getCause() instanceof FrameDecodingException broken) {
      connection.setCondition(
          new ErrorCondition(ConnectionError.FRAMING_ERROR, broken.getMessage()));
    } else if (!(failure.getCause() instanceof ProtonException)) {
      connection.setCondition(
          new ErrorCondition(AmqpError.INTERNAL_ERROR, "The server has failed here."));
    }
    context.fireFailed(failure);
  }
}
