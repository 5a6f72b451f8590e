package io.jobwire.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port nobody listens on. Below those the system gives to outgoing connections: there a client
 * that keeps trying while the server is down can be given the very port it tries, and then talks to
 * itself. Low enough, too, for the same to hold of a cluster node's second port, 10,000 higher.
 */
public final class LoopbackPort {
  private static final int FIRST = 15_000;
  private static final int AFTER_LAST = 22_000;

  private LoopbackPort() {}

  public static int free() {
    int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
    return isFree(port) ? port : free();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
