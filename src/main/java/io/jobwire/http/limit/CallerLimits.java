package io.jobwire.http.limit;

import io.jobwire.model.Refused;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an address may ask, and what a user may take. There is one for all listeners and loops of a
 * process, which decides at once by what it knows: no request waits for another process's word.
 */
public final class CallerLimits {
  private static final AttributeKey<Boolean> TOO_MANY = AttributeKey.valueOf("jobwire.tooMany");
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final long GOODBYE_MS = 1_000;

  private final Proxies proxies;
  private final Rates requests;
  private final Rates failures;
  private final Holdings connections;
  private final UserLimits users;

  public CallerLimits(
      Proxies proxies, Rates requests, Rates failures, Holdings connections, UserLimits users) {
    this.proxies = proxies;
    this.requests = requests;
    this.failures = failures;
    this.connections = connections;
    this.users = users;
  }

  public UserLimits users() {
    return users;
  }

  /** Whether there is anything to count. */
  public boolean isOn() {
    return rates().findAny().isPresent() || holdings().findAny().isPresent();
  }

  Stream<Rates> rates() {
    return Stream.of(requests, failures, users.frames(), users.replay())
        .filter(one -> !one.isOff());
  }

  Stream<Holdings> holdings() {
    return Stream.of(connections, users.subscriptions()).filter(one -> !one.isOff());
  }

  /**
   * A proxy that is trusted may have any number. One too many has a moment to ask something and to
   * read why it gets no answer.
   */
  public void connected(HttpConnection connection) {
    String peer = host(connection.remoteAddress());
    if (connections.isOff() || proxies.trusts(peer)) {
      return;
    }
    Channel channel = ((ConnectionBase) connection).channel();
    String address = Proxies.counted(peer);
    if (connections.take(address, 1)) {
      channel.closeFuture().addListener(closed -> connections.give(address, 1));
    } else {
      channel.attr(TOO_MANY).set(true);
      channel.eventLoop().schedule(() -> channel.close(), GOODBYE_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** Throws what refuses a request that is one too many. */
  public void admit(RoutingContext context) {
    Channel channel = ((ConnectionBase) context.request().connection()).channel();
    if (channel.hasAttr(TOO_MANY)) {
      context.response().putHeader("Connection", "close");
      throw connections.policy().refuse(context, 1);
    }
    long wait = requests.take(address(context.request()));
    if (wait > 0) {
      throw requests.policy().refuse(context, wait);
    }
  }

  /** Who is not known is told so, but not without end. */
  public Refused unknown(RoutingContext context, Refused unauthorized) {
    long wait = failures.take(address(context.request()));
    return wait == 0 ? unauthorized : failures.policy().refuse(context, wait);
  }

  private String address(HttpServerRequest request) {
    String peer = host(request.remoteAddress());
    return Proxies.counted(proxies.caller(peer, request.headers().getAll(FORWARDED_FOR)));
  }

  private static String host(SocketAddress address) {
    return address == null ? null : address.hostAddress();
  }
}
