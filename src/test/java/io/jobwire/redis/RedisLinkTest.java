package io.jobwire.redis;

import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.testing.RedisCluster;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The link to Redis")
class RedisLinkTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration BOUND = Duration.ofSeconds(2);

  @TempDir Path folder;
  private final AtomicInteger ups = new AtomicInteger();
  private RedisServer redis;
  private RedisLink link;

  @AfterEach
  void end() {
    got(link.close());
    if (redis != null) {
      redis.close();
    }
  }

  @AfterAll
  static void close() {
    got(VERTX.close());
  }

  @Test
  @DisplayName("comes back by itself when Redis was killed; meanwhile all is refused, in time")
  void killed() {
    open();
    for (int round = 1; round <= 2; round++) {
      List<Future<Response>> underWay = echoes(200);
      redis.kill();
      underWay.forEach(answer -> assertOwnOrAway(underWay.indexOf(answer), answer));
      assertAwayInTime();
      redis.restart();
      eventually(link::isUp);
      assertThat(got(echo("back"))).hasToString("back");
      assertThat(ups).hasValue(1 + round);
    }
  }

  @Test
  @DisplayName("keeps its connection while answers come, however late a command behind them is")
  void lateBehindLargeAnswers() {
    open();
    // Each is answered a tenth of a second after the one before it.
    for (int i = 0; i < 9; i++) {
      link.send(command("BLPOP", "nothing", "0.1"));
    }
    Future<Response> behind = echo("behind");
    assertThat(refusal(behind).reason()).isEqualTo(Reason.UNAVAILABLE);
    eventually(() -> got(echo("after").map(Response::toString).otherwise("")).equals("after"));
    assertThat(ups).as("connections").hasValue(1);
  }

  @Test
  @DisplayName("gives up on a Redis that does not answer, and gives no command another's answer")
  void paused() {
    open();
    for (int round = 0; round < 2; round++) {
      List<Future<Response>> before = echoes(100);
      redis.pause();
      List<Future<Response>> into = echoes(100);
      assertAwayInTime();
      into.forEach(answer -> assertOwnOrAway(into.indexOf(answer), answer));
      redis.resume();
      eventually(link::isUp);
      List<Future<Response>> after = echoes(100);
      before.forEach(answer -> assertOwnOrAway(before.indexOf(answer), answer));
      for (int i = 0; i < after.size(); i++) {
        assertThat(got(after.get(i))).hasToString("echo " + i);
      }
    }
  }

  @Test
  @DisplayName("keeps trying when Redis is away at the start")
  void awayAtTheStart() {
    redis = RedisServer.startOwn(folder);
    redis.stop();
    link = link();
    assertRefused(Reason.UNAVAILABLE, link.open());
    assertAwayInTime();
    redis.restart();
    eventually(link::isUp);
    assertThat(got(echo("here"))).hasToString("here");
  }

  @Test
  @DisplayName("is up only once Redis answers, not as soon as it takes the connection")
  void pausedAtTheStart() {
    redis = RedisServer.startOwn(folder);
    redis.pause();
    link = link();
    assertRefused(Reason.UNAVAILABLE, link.open());
    assertThat(link.isUp()).isFalse();
    redis.resume();
    eventually(link::isUp);
  }

  @Test
  @DisplayName("passes on what Redis itself says no to, and stays")
  void errors() {
    open();
    Throwable wrong = catchThrowable(() -> got(link.send(command("INCRBY", "city", "many"))));
    assertThat(wrong).isNotInstanceOf(Refused.class).hasMessageContaining("ERR");
    assertThat(got(echo("still here"))).hasToString("still here");
    assertThat(ups).hasValue(1);
  }

  @Test
  @DisplayName("once closed refuses everything and does not come back")
  void closed() {
    open();
    got(link.close());
    assertRefused(Reason.UNAVAILABLE, echo("closed"));
    assertThat(link.isUp()).isFalse();
  }

  @Test
  @DisplayName("to a Cluster gives up in time when one node does not answer, and comes back")
  void clusterNodePaused() {
    link = new RedisLink(VERTX, RedisAddress.cluster(RedisCluster.shared().endpoints()), PATIENCE);
    got(link.open());
    RedisServer node = RedisCluster.shared().nodes().get(1);
    String prefix = RedisServer.shared().freshPrefix();
    List<String> keys =
        List.of(prefix + "a", prefix + "b", prefix + "c", prefix + "d", prefix + "e");
    keys.forEach(key -> got(link.send(command("SET", key, key))));
    node.pause();
    try {
      List<Future<Response>> answers =
          keys.stream().map(key -> link.send(command("GET", key))).toList();
      long start = System.nanoTime();
      Future.join(answers).otherwiseEmpty().await();
      assertInTime(start);
    } finally {
      node.resume();
    }
    for (String key : keys) {
      eventually(() -> got(link.send(command("GET", key)).map(true).otherwise(false)));
      assertThat(got(link.send(command("GET", key)))).hasToString(key);
    }
  }

  private void open() {
    redis = RedisServer.startOwn(folder);
    link = link();
    got(link.open());
  }

  private RedisLink link() {
    return new RedisLink(VERTX, RedisAddress.single(redis.uri()), PATIENCE)
        .onUp(ups::incrementAndGet);
  }

  private Future<Response> echo(String word) {
    return link.send(command("ECHO", word));
  }

  private List<Future<Response>> echoes(int many) {
    List<Future<Response>> answers = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      answers.add(echo("echo " + i));
    }
    return answers;
  }

  private static void assertOwnOrAway(int i, Future<Response> answer) {
    String said =
        got(
            answer
                .map(Response::toString)
                .otherwise(failure -> ((Refused) failure).reason().word()));
    assertThat(said).isIn("echo " + i, Reason.UNAVAILABLE.word());
  }

  private void assertAwayInTime() {
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(refusal(echo("anybody")).reason()).isEqualTo(Reason.UNAVAILABLE);
      assertInTime(start);
    }
  }

  private static void assertInTime(long start) {
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
  }
}
