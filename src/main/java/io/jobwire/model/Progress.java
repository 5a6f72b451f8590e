package io.jobwire.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How far the whole job is; {@code percent} as the number was written, the others null where
 * unknown.
 */
public record Progress(String percent, String step, String message) {
  public static final Progress NONE = new Progress("0", null, null);
  private static final JsonFactory JSON = new JsonFactory();

  /** Out of the payload of the last progress event. */
  public static Progress of(String json) {
    String percent = "0";
    String step = null;
    String message = null;
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "percent" -> percent = in.getText();
          case "step" -> step = in.getValueAsString();
          case "message" -> message = in.getValueAsString();
          default -> in.skipChildren();
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return new Progress(percent, step, message);
  }

  /** A completed job is done, whatever its handler said on the way. */
  public Progress complete() {
    return new Progress("100", step, message);
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeFieldName("percent");
    out.writeNumber(percent);
    out.writeStringField("step", step);
    out.writeStringField("message", message);
    out.writeEndObject();
  }
}
