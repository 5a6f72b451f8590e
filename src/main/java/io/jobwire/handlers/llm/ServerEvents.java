package io.jobwire.handlers.llm;

import io.jobwire.worker.JobFailure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Server-sent events out of bytes, wherever these are cut: hands on the data of each. Lines are
 * gathered as bytes, so that a character may come in two parts.
 */
final class ServerEvents {
  static final int MOST_BYTES = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Consumer<String> onData;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private StringBuilder data;
  private boolean atStart = true;

  /** The next line feed belongs to the carriage return before it. */
  private boolean afterReturn;

  ServerEvents(Consumer<String> onData) {
    this.onData = onData;
  }

  void take(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        start = i + 1;
      } else if (b == '\n' || b == '\r') {
        keep(bytes, start, i);
        endLine();
        start = i + 1;
      }
      afterReturn = b == '\r';
    }
    keep(bytes, start, bytes.length);
  }

  /** No more comes. Many servers leave out the empty line after their last event. */
  void end() {
    if (line.size() > 0) {
      endLine();
    }
    endEvent();
  }

  private void keep(byte[] bytes, int from, int to) {
    demandRoom(line.size() + (to - from));
    line.write(bytes, from, to - from);
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (atStart && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    atStart = false;
    if (text.isEmpty()) {
      endEvent();
    } else {
      field(text);
    }
  }

  /** Comments have an empty name; names other than data tell nothing here. */
  private void field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (name.equals("data")) {
      String value = colon < 0 ? "" : text.substring(colon + 1);
      add(value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void add(String value) {
    if (data == null) {
      data = new StringBuilder(value);
    } else {
      demandRoom(data.length() + value.length());
      data.append('\n').append(value);
    }
  }

  private void endEvent() {
    if (data != null) {
      String whole = data.toString();
      data = null;
      onData.accept(whole);
    }
  }

  private static void demandRoom(int size) {
    if (size > MOST_BYTES) {
      throw JobFailure.retryable(
          "model_garbled", "The model server sent a line that is longer than 1 MiB.");
    }
  }
}
