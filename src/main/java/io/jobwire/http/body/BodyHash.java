package io.jobwire.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jobwire.model.Backoff;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether two creates ask for the same: equal whatever the white space, the order of keys at
 * any depth and the defaults that were left out. The id is not in it, because that is what it is
 * compared under.
 */
public final class BodyHash {
  private BodyHash() {}

  /** SHA-256 in hexadecimal. */
  public static String of(NewJob job) {
    byte[] canonical = canonical(job).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begun().digest(canonical));
  }

  /** One line for each thing asked for; none of them can hold the end of a line. */
  private static String canonical(NewJob job) {
    return String.join(
        "\n",
        job.type(),
        canonical(job.input()),
        "priority " + job.priority(),
        "delay " + job.delayMs(),
        "runAt " + job.runAtMs(),
        "attempts " + job.maxAttempts(),
        "timeout " + job.timeoutMs(),
        "backoff " + canonical(job.backoff()),
        "disconnect " + job.cancelOnDisconnect() + " " + job.graceMs(),
        "tags " + String.join("\t", job.tags()));
  }

  private static String canonical(Backoff backoff) {
    return backoff.kind() + " " + backoff.delayMs() + " " + backoff.maxMs();
  }

  private static String canonical(JsonText input) {
    try (JsonParser json = StrictJson.open(input.text())) {
      json.nextToken();
      StringBuilder out = new StringBuilder(input.text().length());
      value(json, out);
      return out.toString();
    } catch (IOException noJson) {
      throw Refused.malformed("The input is not JSON.");
    }
  }

  private static void value(JsonParser json, StringBuilder out) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT -> object(json, out);
      case START_ARRAY -> list(json, out);
      case VALUE_STRING -> JsonOut.string(out, json.getText());
      default -> out.append(json.getText());
    }
  }

  private static void object(JsonParser json, StringBuilder out) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      StringBuilder field = new StringBuilder();
      value(json, field);
      fields.put(name, field.toString());
    }
    out.append('{');
    fields.forEach((name, field) -> member(out, name, field));
    out.append('}');
  }

  private static void member(StringBuilder out, String name, String field) {
    JsonOut.string(out, name);
    out.append(':').append(field).append(',');
  }

  private static void list(JsonParser json, StringBuilder out) throws IOException {
    out.append('[');
    while (json.nextToken() != JsonToken.END_ARRAY) {
      value(json, out);
      out.append(',');
    }
    out.append(']');
  }
}
