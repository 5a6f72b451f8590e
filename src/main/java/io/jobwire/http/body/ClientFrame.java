package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client of the event-bus bridge says. Null is what it did not say; {@code id} is that of a
 * ping, as it was written.
 */
public record ClientFrame(
    Type type,
    String address,
    String replyAddress,
    Map<String, String> headers,
    JsonText body,
    JsonText id) {

  /** What can be said. */
  public enum Type {
    REGISTER,
    UNREGISTER,
    SEND,
    PUBLISH,
    PING
  }

  private static final Map<String, Type> TYPES =
      Map.of(
          "register", Type.REGISTER,
          "unregister", Type.UNREGISTER,
          "send", Type.SEND,
          "publish", Type.PUBLISH,
          "ping", Type.PING);

  /** Refuses as malformed what is no frame, whatever is wrong with it. */
  public static ClientFrame read(byte[] bytes) {
    return Body.read(bytes, Draft::read);
  }

  /** The headers that count; those of others are dropped. */
  public String header(String name) {
    return headers.get(name);
  }

  /** A frame while it is read. */
  private static final class Draft {
    private static final List<String> HEADERS =
        List.of("Authorization", "after", "start", "deviceId", "traceparent");

    private final Body body;
    private final Map<String, String> headers = new HashMap<>(4);
    private Type type;
    private String address;
    private String replyAddress;
    private JsonText content;
    private JsonText id;

    private Draft(Body body) {
      this.body = body;
    }

    static Verdict<ClientFrame> read(Body body) throws IOException {
      Draft draft = new Draft(body);
      if (body.fields(draft::take)) {
        body.demand("type", draft.type);
        draft.demandAddress();
      }
      return body.flaws().none()
          ? Verdict.of(body.flaws(), draft::frame)
          : new Verdict<>(null, Refused.malformed("This is no frame of the bridge."));
    }

    private void take(String field) throws IOException {
      switch (field) {
        case "type" -> type = body.word(TYPES, "is not one of a client's frames");
        case "address" -> address = body.text(Shape.ANY_TEXT);
        case "replyAddress" -> replyAddress = body.text(Shape.ANY_TEXT);
        case "headers" -> body.fields(this::takeHeader);
        case "body" -> content = body.value();
        case "id" -> id = body.value();
        default -> body.value();
      }
    }

    private void takeHeader(String name) throws IOException {
      String value = body.text(Shape.HEADER_TEXT);
      if (HEADERS.contains(name) && value != null) {
        headers.put(name, value);
      }
    }

    private void demandAddress() {
      if (type != null && type != Type.PING) {
        body.demand("address", address);
      }
    }

    private ClientFrame frame() {
      return new ClientFrame(type, address, replyAddress, headers, content, id);
    }
  }
}
