package io.jobwire.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is: one server, Sentinels that know it, or some nodes of a Cluster. The endpoints are
 * connection strings for single servers ({@code redis://}, {@code rediss://}, {@code unix://});
 * {@code masterName} is empty without Sentinels.
 */
public record RedisUrl(Mode mode, List<String> endpoints, String masterName) {

  /** What answers at the endpoints. */
  public enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  private static final String HOST = "(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?";
  private static final Pattern MANY =
      Pattern.compile(
          "(rediss?)\\+(sentinel|cluster)://([^@/?#]+@)?("
              + HOST
              + "(?:,"
              + HOST
              + ")*)(?:/([A-Za-z0-9._-]*))?");
  private static final Pattern DATABASE = Pattern.compile("|/|/[0-9]{1,4}");
  private static final Pattern PASSWORD =
      Pattern.compile("://[^:@/]*:[^@]+@|[?&]password=", Pattern.CASE_INSENSITIVE);
  private static final int SENTINEL_PORT = 26379;
  private static final int REDIS_PORT = 6379;

  public RedisUrl {
    endpoints = List.copyOf(endpoints);
  }

  static Optional<RedisUrl> parse(String text) {
    Matcher many = MANY.matcher(text);
    Optional<RedisUrl> parsed = many.matches() ? several(many) : single(text);
    return parsed.filter(url -> url.endpoints.stream().allMatch(RedisUrl::isServer));
  }

  private static Optional<RedisUrl> single(String text) {
    return Optional.of(new RedisUrl(Mode.SINGLE, List.of(text), ""));
  }

  private static Optional<RedisUrl> several(Matcher parts) {
    boolean sentinel = parts.group(2).equals("sentinel");
    String master = parts.group(5) == null ? "" : parts.group(5);
    if (sentinel == master.isEmpty()) {
      return Optional.empty();
    }
    String start = parts.group(1) + "://" + (parts.group(3) == null ? "" : parts.group(3));
    int port = sentinel ? SENTINEL_PORT : REDIS_PORT;
    List<String> endpoints =
        Arrays.stream(parts.group(4).split(",")).map(host -> start + withPort(host, port)).toList();
    return Optional.of(new RedisUrl(sentinel ? Mode.SENTINEL : Mode.CLUSTER, endpoints, master));
  }

  private static String withPort(String host, int port) {
    return host.matches(".*:[0-9]+") && !host.endsWith("]") ? host : host + ":" + port;
  }

  private static boolean isServer(String endpoint) {
    try {
      URI uri = new URI(endpoint);
      String scheme = String.valueOf(uri.getScheme());
      return switch (scheme) {
        case "redis", "rediss" -> isHost(uri);
        case "unix" -> uri.getHost() == null && uri.getPath() != null && uri.getPath().length() > 1;
        default -> false;
      };
    } catch (URISyntaxException notAnAddress) {
      return false;
    }
  }

  private static boolean isHost(URI uri) {
    return uri.getHost() != null
        && uri.getPort() <= 65_535
        && uri.getPort() != 0
        && DATABASE.matcher(uri.getPath()).matches()
        && uri.getFragment() == null;
  }

  /** Whether somebody listening on the way learns nothing. */
  public boolean isEncrypted() {
    return endpoints.get(0).startsWith("rediss:");
  }

  boolean hasPassword() {
    return PASSWORD.matcher(endpoints.get(0)).find();
  }

  /** The same servers, and the same user, with a password that came from elsewhere. */
  RedisUrl withPassword(Secret password) {
    String encoded =
        URLEncoder.encode(password.value(), StandardCharsets.UTF_8).replace("+", "%20");
    return new RedisUrl(
        mode, endpoints.stream().map(each -> withPassword(each, encoded)).toList(), masterName);
  }

  private static String withPassword(String endpoint, String encoded) {
    if (endpoint.startsWith("unix:")) {
      return endpoint + (endpoint.contains("?") ? "&" : "?") + "password=" + encoded;
    }
    int start = endpoint.indexOf("://") + 3;
    int at = endpoint.indexOf('@');
    String user = at < 0 ? "" : endpoint.substring(start, at).replaceFirst(":$", "");
    return endpoint.substring(0, start)
        + user
        + ":"
        + encoded
        + "@"
        + endpoint.substring(at < 0 ? start : at + 1);
  }

  /** As it may be shown, in the form it was given. */
  @Override
  public String toString() {
    if (mode == Mode.SINGLE) {
      return Masked.address(endpoints.get(0));
    }
    String first = Masked.address(endpoints.get(0));
    String start = first.replaceFirst("://", "+" + mode.name().toLowerCase(Locale.ROOT) + "://");
    StringBuilder text = new StringBuilder(start);
    for (String endpoint : endpoints.subList(1, endpoints.size())) {
      text.append(',').append(endpoint.replaceFirst("^.*://(?:.*@)?", ""));
    }
    return mode == Mode.SENTINEL ? text + "/" + masterName : text.toString();
  }
}
