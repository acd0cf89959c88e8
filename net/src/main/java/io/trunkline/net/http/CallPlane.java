package io.trunkline.net.http;

/**
 * A plane that reads whole requests and answers with whole replies, each on a virtual thread of its
 * own, where blocking is welcome.
 */
public abstract class CallPlane implements HttpPlane {
  /** Returns the largest body that this plane reads, in bytes; a larger one is answered 413. */
  public abstract int maxBodyBytes();

  /**
   * Answers a request. An exception that escapes is answered 500 and logged: planes turn what they
   * expect into their protocol's errors themselves.
   */
  public abstract HttpReply answer(HttpCall call);
}
