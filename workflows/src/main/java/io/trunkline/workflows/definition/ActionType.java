package io.trunkline.workflows.definition;

import java.util.Arrays;
import java.util.Optional;

/** The types of actions that load (reference/workflows.md §4.1). */
public enum ActionType {
  API_CONNECTION("ApiConnection"),
  API_CONNECTION_WEBHOOK("ApiConnectionWebhook"),
  API_MANAGEMENT("ApiManagement"),
  APPEND_TO_ARRAY_VARIABLE("AppendToArrayVariable"),
  APPEND_TO_STRING_VARIABLE("AppendToStringVariable"),
  BATCH("Batch"),
  COMPOSE("Compose"),
  DECREMENT_VARIABLE("DecrementVariable"),
  EXPRESSION("Expression"),
  FLAT_FILE_DECODING("FlatFileDecoding"),
  FLAT_FILE_ENCODING("FlatFileEncoding"),
  FOREACH("Foreach"),
  FUNCTION("Function"),
  HTTP("Http"),
  HTTP_WEBHOOK("HttpWebhook"),
  IF("If"),
  INCREMENT_VARIABLE("IncrementVariable"),
  INITIALIZE_VARIABLE("InitializeVariable"),
  INTEGRATION_ACCOUNT_ARTIFACT_LOOKUP("IntegrationAccountArtifactLookup"),
  JOIN("Join"),
  LIQUID("Liquid"),
  PARSE_JSON("ParseJson"),
  QUERY("Query"),
  RECURRENCE("Recurrence"),
  REQUEST("Request"),
  RESPONSE("Response"),
  SCOPE("Scope"),
  SELECT("Select"),
  SEND_TO_BATCH("SendToBatch"),
  SET_VARIABLE("SetVariable"),
  SLIDING_WINDOW("SlidingWindow"),
  SWITCH("Switch"),
  TABLE("Table"),
  TERMINATE("Terminate"),
  UNTIL("Until"),
  WAIT("Wait"),
  WORKFLOW("Workflow"),
  XML_VALIDATION("XmlValidation"),
  XSLT("Xslt"),
  SERVICE_PROVIDER("ServiceProvider"),
  INVOKE_FUNCTION("InvokeFunction"),
  JAVA_SCRIPT_CODE("JavaScriptCode"),
  CSHARP_SCRIPT_CODE("CSharpScriptCode"),
  POWERSHELL_CODE("PowershellCode"),
  XML_PARSE("XmlParse"),
  XML_COMPOSE("XmlCompose"),
  XSLT_TRANSFORM("XsltTransform"),
  RULE_EXECUTE("RuleExecute"),
  AS2_ENCODE("AS2Encode"),
  AS2_DECODE("AS2Decode"),
  X12_ENCODE("X12Encode"),
  X12_DECODE("X12Decode"),
  X12_BATCH_ENCODE("X12BatchEncode"),
  EDIFACT_ENCODE("EdifactEncode"),
  EDIFACT_DECODE("EdifactDecode"),
  EDIFACT_BATCH_ENCODE("EdifactBatchEncode"),
  HL7_ENCODE("Hl7Encode"),
  HL7_DECODE("Hl7Decode"),
  SWIFT_MT_ENCODE("SwiftMTEncode"),
  SWIFT_MT_DECODE("SwiftMTDecode"),
  ROSETTA_NET_ENCODE("RosettaNetEncode"),
  ROSETTA_NET_DECODE("RosettaNetDecode"),
  ROSETTA_NET_WAIT_FOR_RESPONSE("RosettaNetWaitForResponse"),
  FLAT_FILE_SCHEMA_GENERATION("FlatFileSchemaGeneration"),
  PARSE_DOCUMENT("ParseDocument"),
  PARSE_DOCUMENT_WITH_METADATA("ParseDocumentWithMetadata"),
  CHUNK_TEXT("ChunkText"),
  CHUNK_TEXT_WITH_METADATA("ChunkTextWithMetadata"),
  OPEN_API_CONNECTION("OpenApiConnection"),
  OPEN_API_CONNECTION_WEBHOOK("OpenApiConnectionWebhook"),
  AGENT("Agent"),
  AGENT_HANDOFF("AgentHandoff"),
  NESTED_AGENT("NestedAgent"),
  MCP_CLIENT_TOOL("McpClientTool");

  private final String text;

  ActionType(String text) {
    this.text = text;
  }

  /** Returns the spelling on the wire. */
  public String text() {
    return text;
  }

  /** Returns the type with this spelling in any letter case. */
  public static Optional<ActionType> parse(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equalsIgnoreCase(text)).findFirst();
  }

  /**
   * Returns whether actions of this type run; others load, and fail when their turn comes. The
   * engine's table of actions says the same.
   */
  public boolean isSupported() {
    return switch (this) {
      case BATCH,
          FUNCTION,
          RECURRENCE,
          REQUEST,
          SLIDING_WINDOW,
          INVOKE_FUNCTION,
          CSHARP_SCRIPT_CODE,
          POWERSHELL_CODE,
          RULE_EXECUTE,
          AS2_ENCODE,
          AS2_DECODE,
          X12_ENCODE,
          X12_DECODE,
          X12_BATCH_ENCODE,
          EDIFACT_ENCODE,
          EDIFACT_DECODE,
          EDIFACT_BATCH_ENCODE,
          HL7_ENCODE,
          HL7_DECODE,
          SWIFT_MT_ENCODE,
          SWIFT_MT_DECODE,
          ROSETTA_NET_ENCODE,
          ROSETTA_NET_DECODE,
          ROSETTA_NET_WAIT_FOR_RESPONSE,
          FLAT_FILE_SCHEMA_GENERATION,
          PARSE_DOCUMENT,
          PARSE_DOCUMENT_WITH_METADATA,
          CHUNK_TEXT,
          CHUNK_TEXT_WITH_METADATA,
          OPEN_API_CONNECTION,
          OPEN_API_CONNECTION_WEBHOOK,
          AGENT,
          AGENT_HANDOFF,
          NESTED_AGENT,
          MCP_CLIENT_TOOL ->
          false;
      default -> true;
    };
  }

  /** Returns whether actions of this type hold other actions. */
  public boolean isScope() {
    return switch (this) {
      case SCOPE, IF, SWITCH, FOREACH, UNTIL -> true;
      default -> false;
    };
  }

  /** Returns whether actions of this type repeat what they hold. */
  public boolean isLoop() {
    return this == FOREACH || this == UNTIL;
  }
}
