package io.jobwire.redis;

import io.jobwire.testing.RedisCluster;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How Redis stands and how our keys lie in it. One connection to each, for all tests of the JVM.
 */
enum Layout {
  ONE_PARTITION(1),
  MANY_PARTITIONS(64),
  CLUSTER(64);

  static final Vertx VERTX = Vertx.vertx();
  private static final Map<Layout, RedisLink> LINKS = new EnumMap<>(Layout.class);

  private final int partitions;

  Layout(int partitions) {
    this.partitions = partitions;
  }

  Keys freshKeys() {
    return new Keys(RedisServer.shared().freshPrefix(), partitions);
  }

  RedisAddress address() {
    return this == CLUSTER
        ? RedisAddress.cluster(RedisCluster.shared().endpoints())
        : RedisAddress.single(RedisServer.shared().uri());
  }

  List<RedisServer> servers() {
    return this == CLUSTER ? RedisCluster.shared().nodes() : List.of(RedisServer.shared());
  }

  synchronized RedisLink link() {
    return LINKS.computeIfAbsent(this, layout -> layout.connected());
  }

  private RedisLink connected() {
    RedisLink link = new RedisLink(VERTX, address(), Duration.ofSeconds(10));
    try {
      link.open().await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
    return link;
  }
}
