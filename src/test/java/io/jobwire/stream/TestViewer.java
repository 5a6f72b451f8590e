package io.jobwire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.Fold;
import io.jobwire.model.Refused;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A viewer at the end of a socket that takes everything at once, or nothing until it is told to.
 * Whatever comes is held to the rules: opened first, and numbered without holes and doubles.
 */
final class TestViewer implements Viewer, Outlet {
  private final Flow flow;
  private final List<JsonNode> got = new ArrayList<>();
  private final StringBuilder output = new StringBuilder();

  /** Null where he did not see the beginning. */
  private Fold fold = new Fold();

  private volatile Allowance allowance = Allowance.ENDLESS;
  private boolean reads = true;
  private long unfinished;
  private long seq = -1;
  private Refused refused;
  private boolean tooSlow;
  private boolean flushed = true;

  TestViewer(long limit) {
    flow = new Flow(this, limit);
  }

  TestViewer() {
    this(256 << 10);
  }

  @Override
  public Flow flow() {
    return flow;
  }

  @Override
  public Allowance allowance() {
    return allowance;
  }

  @Override
  public void take(Parcel parcel) {
    parcel
        .frames()
        .forEach(frame -> take(Fold.parse(new String(frame.json(), StandardCharsets.UTF_8))));
    write(parcel.bytes(Wire.TEXT));
  }

  private synchronized void take(JsonNode event) {
    got.add(event);
    String type = event.get("type").textValue();
    JsonNode data = event.get("data");
    switch (type) {
      case "stream:open:v1" -> {
        if (!data.get("mode").textValue().equals("complete")) {
          seq = -1;
        }
      }
      case "stream:snapshot:v1" -> output.setLength(0);
      case "stream:output:v1" -> {
        assertThat(data.get("offset").asInt()).isEqualTo(output.length());
        output.append(data.get("text").textValue());
        if (data.get("last").booleanValue()) {
          JsonNode view = got.get(lastOf("stream:snapshot:v1")).get("data").deepCopy();
          ((com.fasterxml.jackson.databind.node.ObjectNode) view).put("output", output.toString());
          fold = Fold.from(view);
          seq = view.get("seq").asLong();
        }
      }
      default -> {
        if (!event.has("control") && !event.has("notice")) {
          assertThat(got.get(0).get("type").textValue()).isEqualTo("stream:open:v1");
          if (seq >= 0) {
            assertThat(event.get("seq").asLong()).as("after %d", seq).isEqualTo(seq + 1);
          }
          if (seq < 0 && event.get("seq").asLong() > 1) {
            fold = null;
          }
          seq = event.get("seq").asLong();
          if (fold != null) {
            fold.after(event);
          }
        }
      }
    }
  }

  private int lastOf(String type) {
    for (int i = got.size() - 1; i >= 0; i--) {
      if (got.get(i).get("type").textValue().equals(type)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public synchronized void refused(Refused why) {
    refused = why;
  }

  @Override
  public synchronized void write(ByteBuf bytes) {
    unfinished += reads ? 0 : bytes.readableBytes();
    flushed = false;
    bytes.release();
  }

  @Override
  public synchronized void flush() {
    flushed = true;
  }

  @Override
  public synchronized long unfinished() {
    return unfinished;
  }

  @Override
  public synchronized void tooSlow() {
    tooSlow = true;
  }

  TestViewer allowed(Allowance other) {
    allowance = other;
    return this;
  }

  synchronized void stopsReading() {
    reads = false;
  }

  synchronized void readsAgain() {
    reads = true;
    unfinished = 0;
  }

  synchronized List<JsonNode> all() {
    return List.copyOf(got);
  }

  synchronized List<JsonNode> all(String type) {
    return got.stream().filter(event -> event.get("type").textValue().equals(type)).toList();
  }

  /** The numbered ones. */
  synchronized List<String> events() {
    return got.stream().filter(event -> event.has("seq")).map(JsonNode::toString).toList();
  }

  synchronized long seq() {
    return seq;
  }

  synchronized Fold fold() {
    return fold;
  }

  synchronized Refused refusal() {
    return refused;
  }

  synchronized boolean isFlushed() {
    return flushed;
  }

  synchronized boolean has(String type) {
    return lastOf(type) >= 0;
  }

  synchronized JsonNode last(String type) {
    int index = lastOf(type);
    return index < 0 ? null : got.get(index).get("data");
  }
}
