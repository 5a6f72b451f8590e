package io.jobwire;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jobwire.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.slf4j.event.KeyValuePair;

/**
 * A line of the log as a JSON object: what a line knows of its request, job and trace stands in
 * fields of its own, where collectors look for it.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] headerBytes() {
    return null;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = Json.object(out -> write(event, out)).text();
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return null;
  }

  private static void write(ILoggingEvent event, JsonGenerator out) throws IOException {
    out.writeStringField("timestamp", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    out.writeStringField("level", event.getLevel().toString());
    out.writeStringField("logger", event.getLoggerName());
    out.writeStringField("thread", event.getThreadName());
    out.writeStringField("message", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        write(pair, out);
      }
    }
    if (event.getThrowableProxy() != null) {
      out.writeStringField("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
  }

  private static void write(KeyValuePair pair, JsonGenerator out) throws IOException {
    if (pair.value instanceof Number number) {
      out.writeNumberField(pair.key, number.longValue());
    } else {
      out.writeStringField(pair.key, String.valueOf(pair.value));
    }
  }
}
