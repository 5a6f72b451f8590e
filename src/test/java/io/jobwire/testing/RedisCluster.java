package io.jobwire.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A real Redis Cluster of three primaries, shared by the tests of this JVM; ends with it. */
public final class RedisCluster {
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<RedisServer> nodes;

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = nodes;
  }

  /** Started on first use, which takes some seconds: a new cluster waits before it takes writes. */
  public static RedisCluster shared() {
    return Shared.CLUSTER;
  }

  /** One per node, for the Vert.x client. */
  public List<String> endpoints() {
    return nodes.stream().map(RedisServer::uri).toList();
  }

  public List<RedisServer> nodes() {
    return nodes;
  }

  private void form() {
    for (int i = 0; i < NODES; i++) {
      RedisServer node = nodes.get(i);
      node.cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      node.cli("CLUSTER", "ADDSLOTSRANGE", slot(i), Integer.toString(firstSlot(i + 1) - 1));
      nodes.get(0).cli("CLUSTER", "MEET", "127.0.0.1", port(node));
    }
    nodes.forEach(RedisCluster::awaitOk);
  }

  private static String slot(int node) {
    return Integer.toString(firstSlot(node));
  }

  private static int firstSlot(int node) {
    return SLOTS * node / NODES;
  }

  private static String port(RedisServer node) {
    return node.uri().substring(node.uri().lastIndexOf(':') + 1);
  }

  private static void awaitOk(RedisServer node) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isOk(node.cli("CLUSTER", "INFO").toString())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("No cluster: " + node.cli("CLUSTER", "NODES"));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Each node by itself: one that is ok may still not know all others. */
  private static boolean isOk(String info) {
    return info.contains("cluster_state:ok")
        && info.contains("cluster_known_nodes:" + NODES)
        && info.contains("cluster_size:" + NODES);
  }

  /** Its own class, so that it starts with the first test that wants it. */
  private static final class Shared {
    static final RedisCluster CLUSTER = start();

    private static RedisCluster start() {
      try {
        Path folder = ScratchFolder.create();
        List<RedisServer> nodes =
            IntStream.range(0, NODES).mapToObj(i -> node(folder.resolve("node" + i))).toList();
        ScratchFolder.atExit(() -> nodes.forEach(RedisServer::close), folder);
        RedisCluster cluster = new RedisCluster(nodes);
        cluster.form();
        return cluster;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static RedisServer node(Path folder) {
      return RedisServer.startOwn(folder, "cluster-enabled yes", "cluster-node-timeout 5000");
    }
  }
}
