package io.jobwire.redis;

import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisCluster;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A subscription")
class SubscriptionsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration BOUND = Duration.ofSeconds(2);

  @TempDir Path folder;
  private final Context context = VERTX.getOrCreateContext();
  private RedisServer redis;
  private Subscriptions subscriptions;

  /** What came on one channel or pattern. */
  private static final class Notes implements Subscriptions.Listener {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicInteger confirmed = new AtomicInteger();

    @Override
    public void message(String channel, Buffer body) {
      heard.add(channel + ": " + body);
    }

    @Override
    public void confirmed() {
      confirmed.incrementAndGet();
    }
  }

  @AfterEach
  void end() {
    got(here(subscriptions::close));
    if (redis != null) {
      redis.close();
    }
  }

  @AfterAll
  static void close() {
    got(VERTX.close());
  }

  @Test
  @DisplayName("hears its channel or pattern from its confirmation on, until it is dropped")
  void hears() {
    open();
    Notes channel = new Notes();
    Notes pattern = new Notes();
    got(here(() -> subscriptions.subscribe("city", channel)));
    got(here(() -> subscriptions.subscribePattern("c*", pattern)));
    assertThat(channel.confirmed).hasValue(1);
    redis.cli("PUBLISH", "city", "Bern 🚲");
    redis.cli("PUBLISH", "country", "CH");
    eventually(() -> pattern.heard.size() == 2);
    assertThat(channel.heard).containsExactly("city: Bern 🚲");
    assertThat(pattern.heard).containsExactly("city: Bern 🚲", "country: CH");

    drop("city");
    drop("c*");
    Notes next = new Notes();
    got(here(() -> subscriptions.subscribe("next", next)));
    assertThat(redis.cli("PUBLISH", "city", "lost")).isEqualTo(0L);
    redis.cli("PUBLISH", "next", "heard");
    eventually(() -> next.heard.size() == 1);
    assertThat(channel.heard).hasSize(1);
    assertThat(pattern.heard).hasSize(2);
  }

  /** The refusal came as a push, which was read as a list and thrown past every handler. */
  @Test
  @DisplayName("that its user may not have is tried again, and heard once he may")
  void denied() {
    redis =
        RedisServer.startOwn(folder, "user deaf on nopass resetchannels &jobwire-pulse-* +@all");
    subscriptions = at(RedisAddress.single(redis.uri().replace("//", "//deaf:any@")));
    Notes notes = new Notes();
    Future<Void> allowed = here(() -> subscriptions.subscribe("city", notes));
    eventually(() -> !subscriptions.isUp());
    redis.cli("ACL", "SETUSER", "deaf", "&city");
    got(allowed);
    eventually(() -> redis.cli("PUBLISH", "city", "Bern").equals(1L));
    eventually(() -> notes.heard.contains("city: Bern"));
  }

  @Test
  @DisplayName("is made again when Redis was killed, and says that it may have missed something")
  void killed() {
    open();
    Notes channel = new Notes();
    Notes pattern = new Notes();
    got(here(() -> subscriptions.subscribe("city", channel)));
    got(here(() -> subscriptions.subscribePattern("c*", pattern)));
    redis.kill();
    eventually(() -> !subscriptions.isUp());
    Notes meanwhile = new Notes();
    Future<Void> later = here(() -> subscriptions.subscribe("meanwhile", meanwhile));
    redis.restart();
    eventually(() -> channel.confirmed.get() == 2 && pattern.confirmed.get() == 2);
    got(later);
    redis.cli("PUBLISH", "city", "Bern");
    redis.cli("PUBLISH", "meanwhile", "too");
    eventually(() -> meanwhile.heard.size() == 1);
    assertThat(channel.heard).containsExactly("city: Bern");
    assertThat(pattern.heard).containsExactly("city: Bern");
  }

  @Test
  @DisplayName("notices a server that has stopped to answer, also one that it has never reached")
  void paused() {
    open();
    Notes channel = new Notes();
    got(here(() -> subscriptions.subscribe("city", channel)));
    redis.pause();
    long start = System.nanoTime();
    eventually(() -> !subscriptions.isUp());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    redis.resume();
    eventually(() -> channel.confirmed.get() == 2);
    redis.cli("PUBLISH", "city", "Bern");
    eventually(() -> channel.heard.size() == 1);
  }

  @Test
  @DisplayName("in a Cluster hears each message once, whichever node it was published at")
  void cluster() {
    List<RedisServer> nodes = RedisCluster.shared().nodes();
    String name = RedisServer.shared().freshPrefix();
    subscriptions = at(RedisAddress.cluster(RedisCluster.shared().endpoints()));
    Notes channel = new Notes();
    got(here(() -> subscriptions.subscribe(name, channel)));
    nodes.forEach(node -> node.cli("PUBLISH", name, node.uri()));
    eventually(() -> channel.heard.size() >= nodes.size());
    nodes.forEach(node -> node.cli("PUBLISH", name, "again"));
    eventually(() -> channel.heard.size() >= 2 * nodes.size());
    assertThat(channel.heard).hasSize(2 * nodes.size());
  }

  @Test
  @DisplayName("in a Cluster moves to another node when its own does not answer")
  void clusterNodePaused() {
    List<RedisServer> nodes = RedisCluster.shared().nodes();
    String name = RedisServer.shared().freshPrefix();
    subscriptions = at(RedisAddress.cluster(RedisCluster.shared().endpoints()));
    Notes channel = new Notes();
    got(here(() -> subscriptions.subscribe(name, channel)));
    nodes.get(0).pause();
    try {
      eventually(() -> channel.confirmed.get() == 2);
      nodes.get(1).cli("PUBLISH", name, "Bern");
      eventually(() -> channel.heard.size() == 1);
    } finally {
      nodes.get(0).resume();
    }
  }

  private void open() {
    redis = RedisServer.startOwn(folder);
    subscriptions = at(RedisAddress.single(redis.uri()));
  }

  private Subscriptions at(RedisAddress address) {
    Subscriptions made = new Subscriptions(VERTX, address);
    context.runOnContext(start -> made.open());
    eventually(made::isUp);
    return made;
  }

  private void drop(String name) {
    got(
        here(
            () -> {
              subscriptions.unsubscribe(name);
              return Future.succeededFuture();
            }));
  }

  /** On the event loop that it belongs to. */
  private <T> Future<T> here(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(hop -> step.get().onComplete(done));
    return done.future();
  }
}
