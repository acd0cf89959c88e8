package io.trunkline.broker.wire.amqp;

/** Places of the fields in the header and properties sections. */
final class PropertyField {
  static final int HEADER_DURABLE = 0;
  static final int HEADER_PRIORITY = 1;
  static final int HEADER_TTL = 2;
  static final int HEADER_FIRST_ACQUIRER = 3;

  static final int MESSAGE_ID = 0;
  static final int TO = 2;
  static final int SUBJECT = 3;
  static final int REPLY_TO = 4;
  static final int CORRELATION_ID = 5;
  static final int CONTENT_TYPE = 6;
  static final int ABSOLUTE_EXPIRY_TIME = 8;
  static final int CREATION_TIME = 9;
  static final int GROUP_ID = 10;
  static final int REPLY_TO_GROUP_ID = 12;

  /** How many fields the properties section has. */
  static final int COUNT = 13;

  private PropertyField() {}
}
