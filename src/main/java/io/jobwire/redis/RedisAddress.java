package io.jobwire.redis;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisReplicas;
import io.vertx.redis.client.RedisRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is: one server, a Sentinel's primary, or a Cluster. Always the primary, never a
 * replica. With {@code trusted}, only servers are believed whose certificate is signed by one in
 * that file.
 */
public record RedisAddress(
    Mode mode, List<String> endpoints, String masterName, Optional<Path> trusted) {

  /** How the servers stand together. */
  public enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  /** More commands than this waiting for an answer means that Redis does not keep up. */
  static final int MOST_WAITING = 16_384;

  private static final int CONNECT_TIMEOUT_MS = 1_000;

  public RedisAddress {
    endpoints = List.copyOf(endpoints);
  }

  public RedisAddress(Mode mode, List<String> endpoints, String masterName) {
    this(mode, endpoints, masterName, Optional.empty());
  }

  public RedisAddress trusting(Optional<Path> authorities) {
    return new RedisAddress(mode, endpoints, masterName, authorities);
  }

  public static RedisAddress single(String endpoint) {
    return new RedisAddress(Mode.SINGLE, List.of(endpoint), null);
  }

  public static RedisAddress cluster(List<String> endpoints) {
    return new RedisAddress(Mode.CLUSTER, endpoints, null);
  }

  /**
   * Options for a client with one connection (to each node): a pool may reorder, and a writer must
   * not. Each try starts at another endpoint: the first may be there and say nothing.
   */
  RedisOptions options(int tries) {
    RedisOptions options = oneConnection();
    List<String> inTurn = new ArrayList<>(endpoints);
    Collections.rotate(inTurn, -(tries % inTurn.size()));
    inTurn.forEach(options::addConnectionString);
    return switch (mode) {
      case SINGLE -> options.setType(RedisClientType.STANDALONE);
      case SENTINEL ->
          options
              .setType(RedisClientType.SENTINEL)
              .setRole(RedisRole.MASTER)
              .setMasterName(masterName);
      case CLUSTER -> options.setType(RedisClientType.CLUSTER).setUseReplicas(RedisReplicas.NEVER);
    };
  }

  /**
   * For pub/sub. In a Cluster every node hears everything: one of them, and at the next try the
   * next. The Cluster's own client would ask a node at random each time, so that its answers would
   * not tell whether the one that our channels are at still lives.
   */
  RedisOptions listening(int tries) {
    return mode == Mode.CLUSTER
        ? oneConnection()
            .setType(RedisClientType.STANDALONE)
            .addConnectionString(endpoints.get(tries % endpoints.size()))
        : options(tries);
  }

  private RedisOptions oneConnection() {
    return new RedisOptions()
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(64)
        .setPoolRecycleTimeout(-1)
        .setPoolCleanerInterval(-1)
        .setMaxWaitingHandlers(MOST_WAITING)
        .setNetClientOptions(net());
  }

  private NetClientOptions net() {
    NetClientOptions net =
        new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS).setTcpNoDelay(true);
    if (endpoints.get(0).startsWith("rediss:")) {
      // Encrypted towards nobody in particular would be encrypted towards whoever stands between.
      net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      trusted.ifPresent(
          file -> net.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    }
    return net;
  }
}
