package io.jobwire.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A viewer by server-sent events who asks, and then reads nothing of what comes. */
final class Idler implements AutoCloseable {
  private static final int RECEIVE_BYTES = 4_096;

  private final Socket socket;

  private Idler(Socket socket) {
    this.socket = socket;
  }

  static Idler at(Service service, String path) throws IOException {
    URI address = URI.create(service.address());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVE_BYTES);
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(path, address.getAuthority(), service.token());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new Idler(socket);
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
