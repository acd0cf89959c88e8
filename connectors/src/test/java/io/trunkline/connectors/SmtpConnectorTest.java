package io.trunkline.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a server that runs in the test. */
class SmtpConnectorTest {
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    server.setUser("shop@trunkline.example", "shop", "secret");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private Calls mail(String password) {
    return new Calls(
        "smtp",
        Json.object()
            .put("serverAddress", "127.0.0.1")
            .put("port", server.getSmtp().getPort())
            .put("userName", "shop")
            .put("password", password)
            .put("enableSSL", false),
        Optional.empty());
  }

  @Test
  void aMailGoesToEveryoneWithItsAttachments() throws MessagingException {
    mail("secret")
        .call(
            "sendEmail",
            """
            {"from":"shop@trunkline.example","to":"a@trunkline.example; b@trunkline.example","cc":"c@trunkline.example",
             "subject":"Größe","body":"<b>ok</b>","isHTML":true,"importance":"High",
             "attachment":[{"fileName":"o.txt","contentType":"text/plain","contentData":"aGVsbG8="}]}
            """);
    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(3);
    assertThat(received[0].getSubject()).isEqualTo("Größe");
    assertThat(received[0].getRecipients(Message.RecipientType.TO)).hasSize(2);
    assertThat(received[0].getHeader("Importance")).containsExactly("High");
    assertThat(GreenMailUtil.getBody(received[0]))
        .contains("<b>ok</b>")
        .contains("text/html")
        .contains("o.txt");
  }

  @Test
  void theManagedConnectorsPath() throws MessagingException {
    mail("secret")
        .managed(
            "post",
            "/SendEmailV3",
            "{}",
            "{\"From\":\"shop@trunkline.example\",\"To\":\"a@trunkline.example\",\"Subject\":\"s\",\"Body\":\"b\"}");
    assertThat(server.getReceivedMessages()[0].getContentType()).contains("text/html");
  }

  @Test
  void aWrongPasswordIsUnauthorizedAndAWrongAddressABadRequest() {
    String parameters = "{\"from\":\"shop@trunkline.example\",\"to\":\"a@trunkline.example\"}";
    assertThatThrownBy(() -> mail("wrong").call("sendEmail", parameters))
        .isInstanceOfSatisfying(
            ConnectorException.class, problem -> assertThat(problem.statusCode()).isEqualTo(401));
    assertThatThrownBy(
            () -> mail("secret").call("sendEmail", "{\"from\":\"x\",\"to\":\"no address at all\"}"))
        .isInstanceOfSatisfying(
            ConnectorException.class, problem -> assertThat(problem.statusCode()).isEqualTo(400));
  }
}
