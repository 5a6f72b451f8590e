package io.jobwire.http.bridge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages may open a socket: our own, those named, and in development mode any of this machine.
 */
final class Origins {
  private static final Pattern LOOPBACK =
      Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

  private final Set<String> named;
  private final boolean developmentMode;

  Origins(Set<String> named, boolean developmentMode) {
    this.named = named;
    this.developmentMode = developmentMode;
  }

  /** A program names none. */
  boolean admit(HttpServerRequest request) {
    var given = request.headers().getAll("Origin");
    if (given.isEmpty()) {
      return true;
    }
    String origin = given.get(0);
    return given.size() == 1
        && (named.contains(origin)
            || isOurs(origin, request.authority())
            || developmentMode && LOOPBACK.matcher(origin).matches());
  }

  private static boolean isOurs(String origin, HostAndPort authority) {
    if (authority == null) {
      return false;
    }
    String host = authority.host();
    String here = authority.port() < 0 ? host : host + ":" + authority.port();
    return origin.equals("http://" + here) || origin.equals("https://" + here);
  }
}
