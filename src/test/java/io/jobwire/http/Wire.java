package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which anything can be said, byte by byte, and whose answers are read by hand. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MS = 10_000;

  private final Socket socket;

  private Wire(Socket socket) {
    this.socket = socket;
  }

  static Wire to(Client client) {
    return to(client, 0);
  }

  /** With so many bytes of room for what is not read, or with what the system likes. */
  static Wire to(Client client, int room) {
    try {
      Socket socket = new Socket();
      if (room > 0) {
        socket.setReceiveBufferSize(room);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.port()));
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      return new Wire(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One request on a connection of its own; each line a header of its own. */
  static Reply ask(Client client, String line, String... headers) {
    try (Wire wire = to(client)) {
      return wire.say(head(client, line, headers)).reply(line);
    }
  }

  static String head(Client client, String line, String... headers) {
    List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1"));
    if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
      lines.add("Host: 127.0.0.1:" + client.port());
    }
    lines.addAll(List.of(headers));
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** Characters as bytes, each one byte. */
  Wire say(String text) {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire say(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Wire half() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer, held to what every answer must be. */
  Reply reply(String line) {
    String[] words = line.split(" ");
    String path = words[1].replaceFirst("\\?.*", "");
    try {
      InputStream in = socket.getInputStream();
      String status = line(in);
      assertThat(status).as("a status line").matches("HTTP/1\\.[01] \\d{3}.*");
      Map<String, List<String>> headers = headers(in);
      List<String> length = headers.getOrDefault("content-length", List.of("0"));
      byte[] body =
          words[0].equals("HEAD") ? new byte[0] : in.readNBytes(Integer.parseInt(length.get(0)));
      int code = Integer.parseInt(status.substring(9, 12));
      return Reply.of(words[0], path, code, headers, new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the word to send the body. */
  Wire goOn() {
    try {
      assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 100");
      assertThat(line(socket.getInputStream())).isEmpty();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, List<String>> headers(InputStream in) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(line.substring(0, colon).toLowerCase(), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b != '\n') {
      if (b < 0) {
        throw new IOException("the connection ended within: " + line);
      }
      line.write(b);
      b = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** True when the other side has closed; waits for it. */
  boolean isClosed() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
