package io.jobwire.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the small JSON of our own; what others sent is relayed as {@link JsonText}. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** What goes into a value that is being written. */
  public interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  public static JsonText object(Content fields) {
    return value(
        out -> {
          out.writeStartObject();
          fields.write(out);
          out.writeEndObject();
        });
  }

  public static JsonText string(String text) {
    return value(out -> out.writeString(text));
  }

  public static JsonText strings(List<String> texts) {
    return value(
        out -> {
          out.writeStartArray();
          for (String text : texts) {
            out.writeString(text);
          }
          out.writeEndArray();
        });
  }

  /** A field that lists what is relayed. */
  public static void writeList(JsonGenerator out, String name, List<JsonText> items)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (JsonText item : items) {
      out.writeRawValue(item.text());
    }
    out.writeEndArray();
  }

  /** A list of strings that {@link #strings} wrote. */
  public static List<String> readStrings(String json) {
    List<String> texts = new ArrayList<>();
    try (JsonParser in = FACTORY.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.VALUE_STRING) {
        texts.add(in.getText());
      }
    } catch (IOException foreign) {
      throw new UncheckedIOException(foreign);
    }
    return texts;
  }

  public static JsonText value(Content content) {
    StringWriter text = new StringWriter(128);
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      content.write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new JsonText(text.toString());
  }
}
