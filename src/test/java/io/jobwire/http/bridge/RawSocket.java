package io.jobwire.http.bridge;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket by hand: any bytes in any frame, and what comes of it down to the TCP connection. */
final class RawSocket implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;

  private final Socket socket;
  private final DataInputStream in;
  private final String head;

  private RawSocket(Socket socket, String head) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.head = head;
  }

  /** Sends the upgrade with these further header lines, and keeps the answer's head. */
  static RawSocket at(int port, String path, String... headers) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(15_000);
      StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
      request.append("Host: 127.0.0.1:").append(port).append("\r\nUpgrade: websocket\r\n");
      request.append("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
      request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        head.append((char) next);
      }
      return new RawSocket(socket, head.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String head() {
    return head;
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  RawSocket send(boolean last, int opcode, byte[] payload) {
    try {
      byte[] frame = new byte[14 + payload.length];
      int at = 0;
      frame[at++] = (byte) ((last ? 0x80 : 0) | opcode);
      if (payload.length < 126) {
        frame[at++] = (byte) (0x80 | payload.length);
      } else if (payload.length < 65_536) {
        frame[at++] = (byte) (0x80 | 126);
        frame[at++] = (byte) (payload.length >> 8);
        frame[at++] = (byte) payload.length;
      } else {
        frame[at++] = (byte) (0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
          frame[at++] = (byte) ((long) payload.length >> shift);
        }
      }
      // A mask of zeros changes nothing.
      at += 4;
      System.arraycopy(payload, 0, frame, at, payload.length);
      socket.getOutputStream().write(frame, 0, at + payload.length);
      return this;
    } catch (IOException gone) {
      return this;
    }
  }

  RawSocket say(String text) {
    return send(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next text frame; a close frame as {@code close <code>}; {@code end} of the connection. */
  String next() {
    try {
      while (true) {
        int opcode = in.readUnsignedByte() & 15;
        long length = in.readUnsignedByte();
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] payload = in.readNBytes((int) length);
        if (opcode == CLOSE) {
          return "close " + ((payload[0] & 255) << 8 | payload[1] & 255);
        }
        if (opcode == TEXT) {
          return new String(payload, StandardCharsets.UTF_8);
        }
      }
    } catch (IOException gone) {
      return "end";
    }
  }

  /** Whatever comes before it: the code of the close frame. */
  int closeCode() {
    String next = next();
    while (!next.startsWith("close ") && !next.equals("end")) {
      next = next();
    }
    return next.equals("end") ? -1 : Integer.parseInt(next.substring("close ".length()));
  }

  /** How long until the server has closed the TCP connection too, without a word from us. */
  long millisUntilEnd() {
    long began = System.nanoTime();
    while (!next().equals("end")) {
      // what is still on its way
    }
    return (System.nanoTime() - began) / 1_000_000;
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
