package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One who reads a stream of events byte by byte over a connection of his own, as the specification
 * of server-sent events says it, and can stop reading.
 */
public final class EventSource implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;

  /** As it came; null where a field was not there. */
  public record Event(String type, String id, String data) {
    public JsonObject json() {
      return new JsonObject(data);
    }

    public boolean isNumbered() {
      return json().containsKey("seq");
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;
  private final List<Event> events = new ArrayList<>();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private final ByteArrayOutputStream unparsed = new ByteArrayOutputStream();
  private final int status;
  private final Map<String, String> headers = new TreeMap<>();
  private boolean ended;
  private boolean cut;

  private EventSource(int port, int receiveBuffer, String path, List<String> lines) {
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      List<String> head = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: 127.0.0.1"));
      head.addAll(lines);
      String request = String.join("\r\n", head) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      in = new BufferedInputStream(socket.getInputStream());
      status = Integer.parseInt(line().split(" ")[1]);
      for (String field = line(); !field.isEmpty(); field = line()) {
        String[] parts = field.split(": ", 2);
        headers.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (one, two) -> one + " | " + two);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static EventSource open(Client client, String path, String... headers) {
    return open(client, 0, path, headers);
  }

  static EventSource open(Client client, int receiveBuffer, String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of("Accept: text/event-stream"));
    lines.addAll(List.of(headers));
    if (lines.stream().noneMatch(line -> line.startsWith("Authorization"))
        && !path.contains("access_token")) {
      lines.add("Authorization: Bearer " + client.token());
    }
    return new EventSource(client.port(), receiveBuffer, path, lines);
  }

  static EventSource open(int port, int receiveBuffer, String path) {
    return new EventSource(port, receiveBuffer, path, List.of("Accept: text/event-stream"));
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  public EventSource is(int expected) {
    assertThat(status).isEqualTo(expected);
    return this;
  }

  /** The body of a refusal. */
  JsonObject problem() {
    try {
      byte[] body = in.readNBytes(Integer.parseInt(header("Content-Length")));
      return new JsonObject(new String(body, StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** All so far. */
  List<Event> events() {
    return events;
  }

  public List<Event> numbered() {
    return events.stream().filter(Event::isNumbered).toList();
  }

  List<Event> all(String type) {
    return events.stream().filter(event -> event.type().equals(type)).toList();
  }

  String raw() {
    return raw.toString(StandardCharsets.UTF_8);
  }

  /** Reads on until there is one that is so. */
  public Event await(Predicate<Event> wanted) {
    while (!ended) {
      for (Event event : next()) {
        if (wanted.test(event)) {
          return event;
        }
      }
    }
    throw new AssertionError("ended without it: " + raw());
  }

  Event await(String type) {
    return await(event -> event.type().equals(type));
  }

  /** Reads to the end that the server makes. */
  EventSource toTheEnd() {
    while (!ended) {
      next();
    }
    assertThat(cut).as("cut in the middle of the body").isFalse();
    return this;
  }

  /** Reads until the connection is no more, however it ends; false when it was cut. */
  boolean endsWhole() {
    while (!ended) {
      next();
    }
    return !cut;
  }

  private List<Event> next() {
    int before = events.size();
    byte[] chunk = chunk();
    raw.writeBytes(chunk);
    unparsed.writeBytes(chunk);
    if (chunk.length == 0) {
      ended = true;
    }
    parse();
    return List.copyOf(events.subList(before, events.size()));
  }

  private void parse() {
    byte[] bytes = unparsed.toByteArray();
    int from = 0;
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
        take(new String(bytes, from, i - 1 - from, StandardCharsets.UTF_8));
        from = i + 1;
        i = from;
      }
    }
    unparsed.reset();
    unparsed.write(bytes, from, bytes.length - from);
  }

  private void take(String block) {
    if (!block.equals(":")) {
      events.add(event(block));
    }
  }

  private static Event event(String block) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : block.split("\n")) {
      String[] parts = line.split(": ", 2);
      assertThat(fields.put(parts[0], parts[1])).as("twice in %s", block).isNull();
    }
    assertThat(fields.keySet()).isSubsetOf("event", "id", "data").contains("event", "data");
    Event event = new Event(fields.get("event"), fields.get("id"), fields.get("data"));
    assertThat(event.json().getString("type")).isEqualTo(event.type());
    return event;
  }

  /** Empty at the end. */
  private byte[] chunk() {
    try {
      int length = Integer.parseInt(line(), 16);
      byte[] chunk = in.readNBytes(length);
      if (chunk.length < length || !line().isEmpty()) {
        throw new EOFException();
      }
      return chunk;
    } catch (SocketTimeoutException nothing) {
      throw new AssertionError("nothing comes any more after: " + tail(), nothing);
    } catch (IOException gone) {
      cut = true;
      return new byte[0];
    }
  }

  private String tail() {
    String all = raw();
    return all.substring(Math.max(0, all.length() - 1_000));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
