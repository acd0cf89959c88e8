package io.trunkline.gateway.exchange;

/** A response: the one being made for the client, or one that {@code send-request} brought. */
public final class GatewayResponse {
  private final Headers headers = new Headers();
  private int statusCode = 200;
  private String statusReason = "";
  private MessageBody body = MessageBody.empty();

  public int statusCode() {
    return statusCode;
  }

  public String statusReason() {
    return statusReason;
  }

  public void setStatus(int code, String reason) {
    statusCode = code;
    statusReason = reason;
  }

  public Headers headers() {
    return headers;
  }

  public MessageBody body() {
    return body;
  }

  public void setBody(MessageBody newBody) {
    body = newBody;
    headers.remove("Content-Length");
  }

  /** Takes over another response; its body is shared. */
  public void become(GatewayResponse other) {
    setStatus(other.statusCode, other.statusReason);
    headers.map().clear();
    other.headers.map().forEach(headers::set);
    body = other.body;
  }
}
