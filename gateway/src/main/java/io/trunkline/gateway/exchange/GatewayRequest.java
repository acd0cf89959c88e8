package io.trunkline.gateway.exchange;

import java.util.Map;
import java.util.TreeMap;

/** The request as policies shape it for the backend: {@code context.Request}. */
public final class GatewayRequest {
  private final RequestUrl originalUrl;
  private final String ipAddress;
  private final Headers headers;
  private final String originalHost;
  private final Map<String, String> matchedParameters =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String method;
  private RequestUrl url;
  private MessageBody body;

  public GatewayRequest(
      String method, RequestUrl originalUrl, String ipAddress, Headers headers, MessageBody body) {
    this.method = method;
    this.originalUrl = originalUrl;
    this.url = originalUrl.withQuery(originalUrl.query().copy());
    this.ipAddress = ipAddress;
    this.headers = headers;
    this.originalHost = headers.joined("Host").orElse("");
    this.body = body;
  }

  public String method() {
    return method;
  }

  public void setMethod(String newMethod) {
    method = newMethod;
  }

  public RequestUrl originalUrl() {
    return originalUrl;
  }

  /** Returns where the request goes below the backend's base URL. */
  public RequestUrl url() {
    return url;
  }

  public void setUrl(RequestUrl newUrl) {
    url = newUrl;
  }

  public String ipAddress() {
    return ipAddress;
  }

  /** Returns the {@code Host} header that the client sent. */
  public String originalHost() {
    return originalHost;
  }

  public Headers headers() {
    return headers;
  }

  public Map<String, String> matchedParameters() {
    return matchedParameters;
  }

  public MessageBody body() {
    return body;
  }

  public void setBody(MessageBody newBody) {
    body = newBody;
    headers.remove("Content-Length");
  }
}
