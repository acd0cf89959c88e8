package io.trunkline.connectors.mail;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.HttpContent;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Mail over SMTP: {@code sendEmail} of {@code /serviceProviders/Smtp}, and {@code POST
 * /SendEmailV3} of the managed connector. A connection has {@code serverAddress}, {@code port},
 * {@code userName}, {@code password} and {@code enableSSL}.
 */
public final class SmtpConnector implements Connector {
  private static final int SUBMISSION_PORT = 587;
  private static final int TLS_PORT = 465;

  @Override
  public Set<String> names() {
    return Set.of("smtp");
  }

  @Override
  public boolean offers(ConnectorCall call) {
    return Connector.understands(() -> mail(call));
  }

  @Override
  public CallResult call(ConnectorCall call) {
    Parameters mail = mail(call);
    try {
      Session session = session(call);
      MimeMessage message = message(mail, session, call);
      Transport.send(message);
      return new CallResult.Answer(
          200, null, Json.object().put("response", "sent " + message.getMessageID()));
    } catch (AddressException e) {
      throw new ConnectorException(400, "BadRequest", "Not an address: " + e.getMessage());
    } catch (SendFailedException e) {
      throw new ConnectorException(
          400, "BadRequest", "The mail server refuses the mail: " + e.getMessage());
    } catch (AuthenticationFailedException e) {
      throw new ConnectorException(401, "Unauthorized", "The mail server refuses the login.");
    } catch (MessagingException e) {
      throw new ConnectorException(
          503, "ServiceUnavailable", "The mail server cannot be reached: " + e.getMessage());
    }
  }

  private static Parameters mail(ConnectorCall call) {
    return switch (call.operation()) {
      case Operation.BuiltIn builtIn when builtIn.key().equals("sendemail") -> builtIn.parameters();
      case Operation.Managed managed
          when managed.path().toLowerCase(Locale.ROOT).startsWith("/sendemail") ->
          new Parameters(managed.body(), "property");
      default -> throw call.unknownOperation();
    };
  }

  private static Session session(ConnectorCall call) {
    Parameters settings = call.connection().settings();
    String host =
        settings
            .text("serverAddress")
            .orElseThrow(() -> call.connection().invalid("has no 'serverAddress'"));
    long port = settings.number("port", SUBMISSION_PORT);
    boolean encrypted = settings.flag("enableSSL", true);
    Properties properties = new Properties();
    properties.put("mail.smtp.host", host);
    properties.put("mail.smtp.port", Long.toString(port));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(encrypted && port == TLS_PORT));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(encrypted));
    properties.put("mail.smtp.starttls.required", Boolean.toString(encrypted && port != TLS_PORT));
    String timeout = Long.toString(call.timeout().toMillis());
    properties.put("mail.smtp.connectiontimeout", timeout);
    properties.put("mail.smtp.timeout", timeout);
    properties.put("mail.smtp.writetimeout", timeout);
    Optional<String> user = settings.text("userName");
    properties.put("mail.smtp.auth", Boolean.toString(user.isPresent()));
    return user.isEmpty()
        ? Session.getInstance(properties)
        : Session.getInstance(
            properties,
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user.get(), settings.text("password").orElse(""));
              }
            });
  }

  @SuppressWarnings("JavaUtilDate") // what a MimeMessage takes
  private static MimeMessage message(Parameters mail, Session session, ConnectorCall call)
      throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(InternetAddress.parse(mail.requiredText("from"))[0]);
    recipients(message, Message.RecipientType.TO, Optional.of(mail.requiredText("to")));
    recipients(message, Message.RecipientType.CC, mail.text("cc"));
    recipients(message, Message.RecipientType.BCC, mail.text("bcc"));
    message.setSubject(mail.text("subject").orElse(""), "UTF-8");
    message.setSentDate(new Date());
    // Who sees a mail twice can tell by this that it is one.
    message.setHeader("X-Idempotency-Key", call.idempotencyKey());
    header(message, "Importance", mail.text("importance"));
    header(message, "Disposition-Notification-To", mail.text("readReceipt"));
    header(message, "Return-Receipt-To", mail.text("deliveryReceipt"));
    JsonNode attachments =
        mail.find("attachment").or(() -> mail.find("attachments")).orElse(Json.array());
    String body = mail.text("body").orElse("");
    String subtype = html(mail, call) ? "html" : "plain";
    if (attachments.isEmpty()) {
      message.setText(body, "UTF-8", subtype);
    } else {
      MimeMultipart parts = new MimeMultipart();
      MimeBodyPart text = new MimeBodyPart();
      text.setText(body, "UTF-8", subtype);
      parts.addBodyPart(text);
      for (JsonNode attachment : attachments) {
        parts.addBodyPart(attachment(new Parameters(attachment, "attachment's property"), call));
      }
      message.setContent(parts);
    }
    message.saveChanges();
    return message;
  }

  /** The managed connector always sends HTML. */
  private static boolean html(Parameters mail, ConnectorCall call) {
    return mail.flag("isHTML", call.operation() instanceof Operation.Managed);
  }

  private static MimeBodyPart attachment(Parameters given, ConnectorCall call)
      throws MessagingException {
    JsonNode content =
        given.find("contentData").or(() -> given.find("contentBytes")).orElse(Json.object());
    byte[] bytes = content.isTextual() ? decoded(content.textValue()) : bytes(content);
    call.requireSize(bytes.length, "An attachment");
    String name = given.text("fileName").or(() -> given.text("name")).orElse("attachment");
    String type = given.text("contentType").orElse("application/octet-stream");
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, type)));
    part.setFileName(name);
    if (given.text("contentId").isPresent()) {
      part.setContentID("<" + given.text("contentId").get() + ">");
      part.setDisposition("inline");
    }
    return part;
  }

  private static byte[] bytes(JsonNode content) {
    return HttpContent.encode(content).bytes();
  }

  /** Texts are base64, as the original wants them; others are taken as they are. */
  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static void header(MimeMessage message, String name, Optional<String> value)
      throws MessagingException {
    if (value.isPresent()) {
      message.setHeader(name, value.get().replaceAll("[\\r\\n]", " "));
    }
  }

  /** Addresses are separated by semicolons or commas. */
  private static void recipients(
      MimeMessage message, Message.RecipientType type, Optional<String> addresses)
      throws MessagingException {
    if (addresses.isPresent()) {
      message.setRecipients(type, InternetAddress.parse(addresses.get().replace(';', ','), true));
    }
  }
}
