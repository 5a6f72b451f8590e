package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobwire.model.Counted;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The book of limits")
class LimitBookTest extends StoreSpec {
  private static final long SECOND = 1_000_000;

  /** Long enough that no test is slower. */
  private static final long MINUTE = 60 * SECOND;

  private LimitBook one;
  private LimitBook two;

  @BeforeEach
  void twoProcesses() {
    one = new LimitBook(given.link, given.keys);
    two = new LimitBook(given.link, given.keys);
  }

  // what is taken

  @Test
  @DisplayName("adds up what processes took at the same time, for each and for each limit apart")
  void addsUp() {
    assertOwes(spend(one, taken("requests", ANNA, 50 * SECOND)), 0);
    assertOwes(spend(two, taken("requests", ANNA, 50 * SECOND)), 40 * SECOND);
    assertOwes(spend(one, taken("requests", ANNA, 5 * SECOND)), 45 * SECOND);
    assertOwes(spend(two, taken("requests", BEN, SECOND)), 0);
    assertOwes(spend(two, taken("frames", ANNA, SECOND)), 0);
  }

  @Test
  @DisplayName("asks of a single process no more than it knows itself")
  void alone() {
    assertOwes(spend(one, taken("requests", ANNA, MINUTE)), 0);
    assertOwes(spend(one, taken("requests", BEN, MINUTE + SECOND)), SECOND);
  }

  @Test
  @DisplayName("keeps what is owed for as long as it counts")
  void expires() {
    assertOwes(got(one.spend(SECOND, List.of(taken("requests", ANNA, 11 * SECOND)))), 10 * SECOND);
    String key = given.keys.limits().replace("processes", "requests:" + ANNA);
    assertThat(got(given.link.send(command("PTTL", key))).toLong()).isBetween(5_000L, 11_000L);
  }

  @Test
  @DisplayName("lets nobody owe for hours, also when its clock was set back")
  void bounded() {
    String key = given.keys.limits().replace("processes", "requests:" + ANNA);
    String ahead = (given.now() + 3_600_000) + "000";
    got(given.link.send(command("SET", key, ahead)));
    assertOwes(spend(one, taken("requests", ANNA, SECOND)), 2 * MINUTE);
  }

  // what is held

  @Test
  @DisplayName("tells each process what the others hold, however often it is told the same")
  void elsewhere() {
    assertThat(hold(one, held(ANNA, 3))).contains(List.of(0L));
    assertThat(hold(two, held(ANNA, 2), held(BEN, 1))).contains(List.of(3L, 0L));
    Map<String, String> before = withoutLeases();
    for (int i = 0; i < 3; i++) {
      assertThat(hold(two, held(ANNA, 2), held(BEN, 1))).contains(List.of(3L, 0L));
    }
    assertThat(withoutLeases()).isEqualTo(before);
    assertThat(hold(one, held(ANNA, 1), held(BEN, 0))).contains(List.of(2L, 1L));
    assertThat(hold(two, held(ANNA, 0))).contains(List.of(1L));
    assertThat(hold(one, held(ANNA, 0))).contains(List.of(0L));
  }

  @Test
  @DisplayName("leaves nothing of what nobody holds any more")
  void nothingLeft() {
    hold(one, held(ANNA, 3));
    hold(one, held(ANNA, 0));
    got(one.leave());
    assertThat(given.everything()).isEmpty();
  }

  @Test
  @DisplayName("frees what a process held that has died, and what one held that has left, at once")
  void died() {
    hold(one, held(ANNA, 3));
    hold(two, held(BEN, 1));
    leasesEnd();
    LimitBook three = new LimitBook(given.link, given.keys);
    assertThat(hold(three, held(ANNA, 1))).contains(List.of(0L));
    got(three.leave());
    assertThat(hold(new LimitBook(given.link, given.keys), held(ANNA, 1))).contains(List.of(0L));
  }

  @Test
  @DisplayName("knows a process no more that was silent for too long, and takes it in as a new one")
  void silent() {
    hold(one, held(ANNA, 3), held(BEN, 1));
    leasesEnd();
    assertThat(hold(one, held(ANNA, 3))).isEmpty();
    // What it gave back in the meantime, nobody told.
    assertThat(hold(one, held(ANNA, 2))).contains(List.of(0L));
    assertThat(hold(two, held(ANNA, 0), held(BEN, 0))).contains(List.of(2L, 0L));
  }

  @Test
  @DisplayName("is written anew after it was lost")
  void flushed() {
    hold(one, held(ANNA, 3));
    for (String name : given.everything().keySet()) {
      got(given.link.send(command("DEL", given.keys.prefix() + ":" + name)));
    }
    assertThat(hold(one)).isEmpty();
    hold(one, held(ANNA, 3));
    assertThat(hold(two, held(ANNA, 0))).contains(List.of(3L));
  }

  @Test
  @DisplayName("takes a lease that ends too far ahead for one of a clock that was set back since")
  void setBack() {
    hold(one, held(ANNA, 3));
    leasesEndAt(given.now() + 3_600_000);
    assertThat(hold(two, held(ANNA, 0))).contains(List.of(0L));
    assertThat(hold(one, held(ANNA, 3))).isEmpty();
  }

  @Test
  @DisplayName("knows users by any name apart")
  void names() {
    List<Counted> odd = new ArrayList<>();
    for (String name : List.of("a}b {c", "é 日本", ":", "a:b", "*", "}{limits}:")) {
      odd.add(new Counted("subscriptions", name, odd.size() + 1));
    }
    got(one.hold(odd));
    List<Counted> none = odd.stream().map(own -> new Counted(own.limit(), own.who(), 0)).toList();
    assertThat(got(two.hold(none))).contains(List.of(1L, 2L, 3L, 4L, 5L, 6L));
  }

  @Test
  @DisplayName("writes all of a telling or nothing where a foreign value is in the way")
  void foreign() {
    hold(one, held(BEN, 1));
    String held = given.keys.limits().replace("processes", "subscriptions:" + ANNA);
    String taken = given.keys.limits().replace("processes", "requests:" + ANNA);
    for (String key : List.of(held, taken)) {
      got(given.link.send(command("RPUSH", key, "foreign")));
    }
    Map<String, String> before = given.everything();
    assertThat(catchThrowable(() -> hold(one, held(BEN, 2), held(ANNA, 1))))
        .isInstanceOf(ErrorType.class);
    assertThat(
            catchThrowable(
                () -> spend(one, taken("requests", BEN, MINUTE), taken("requests", ANNA, MINUTE))))
        .isInstanceOf(ErrorType.class);
    assertThat(given.everything()).isEqualTo(before);
  }

  private static Counted taken(String limit, String who, long micros) {
    return new Counted(limit, who, micros);
  }

  private static Counted held(String who, long many) {
    return new Counted("subscriptions", who, many);
  }

  /** What was taken within the last minute. */
  private static List<Long> spend(LimitBook book, Counted... taken) {
    return got(book.spend(MINUTE, List.of(taken)));
  }

  private static Optional<List<Long>> hold(LimitBook book, Counted... held) {
    return got(book.hold(List.of(held)));
  }

  /** Some of it may have been paid by the time that this test took. */
  private static void assertOwes(List<Long> owed, long micros) {
    assertThat(owed).hasSize(1);
    assertThat(owed.get(0)).isBetween(Math.max(0, micros - 8 * SECOND), micros);
  }

  private void leasesEnd() {
    leasesEndAt(given.now() - 1);
  }

  private void leasesEndAt(long at) {
    String key = given.keys.limits();
    for (Object process : Replies.texts(got(given.link.send(command("ZRANGE", key, "0", "-1"))))) {
      got(given.link.send(command("ZADD", key, Long.toString(at), process.toString())));
    }
  }

  private Map<String, String> withoutLeases() {
    Map<String, String> all = given.everything();
    all.keySet().removeIf(name -> name.endsWith("processes"));
    return all;
  }
}
