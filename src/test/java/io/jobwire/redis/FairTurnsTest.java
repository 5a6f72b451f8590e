package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several owners wait for the same workers. One partition: order holds within one. */
@DisplayName("Owners take turns:")
class FairTurnsTest {
  private static final String CARA = "cara";

  /** What a name could break: the tag, the separators of the lines, a pattern of Lua. */
  private static final List<String> HOSTILE =
      List.of("a", "a:", "a:10", "a;", "{0}", "%s%1", "é\u00a0", "*", "..", "A");

  private final Given given = new Given(Layout.ONE_PARTITION);
  private int made;

  @Test
  @DisplayName("behind ten thousand jobs of one user the only job of another starts second at most")
  void tenThousand() {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(given.store.create(anId(), ANNA, HASH, AJob.usual().asked()));
    }
    got(Future.all(all));
    assertThat(starts(3)).containsExactly(ANNA, ANNA, ANNA);
    create(BEN, AJob.usual());
    create(CARA, AJob.usual());
    assertThat(starts(4).subList(0, 3)).contains(BEN, CARA);
    assertThat(given.depth().waiting()).isEqualTo(10_002 - 7);
  }

  @Test
  @DisplayName("each gets as many starts as his weight, in any stretch of all their turns")
  void weights() {
    Weights weights = new Weights(Map.of(BEN, 2, CARA, 4));
    Given weighted = given.heldTo(new StoreLimits(200, 1 << 20, 60_000, 4 << 20, 500, weights));
    for (String user : List.of(ANNA, BEN, CARA)) {
      for (int i = 0; i < 40; i++) {
        got(weighted.store.create(anId(), user, HASH, AJob.usual().asked()));
      }
    }
    List<String> started = starts(70);
    for (int from = 0; from <= 63; from++) {
      List<String> stretch = started.subList(from, from + 7);
      assertThat(Collections.frequency(stretch, ANNA)).as("from %d", from).isEqualTo(1);
      assertThat(Collections.frequency(stretch, BEN)).as("from %d", from).isEqualTo(2);
      assertThat(Collections.frequency(stretch, CARA)).as("from %d", from).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("the jobs of each stay in the order of their arrival, and users in that of theirs")
  void order() {
    List<JobId> bens = IntStream.range(0, 3).mapToObj(i -> create(BEN, AJob.usual())).toList();
    List<JobId> annas = IntStream.range(0, 2).mapToObj(i -> create(ANNA, AJob.usual())).toList();
    JobId caras = create(CARA, AJob.usual());
    assertThat(ids(claim(9)))
        .containsExactly(bens.get(0), annas.get(0), caras, bens.get(1), annas.get(1), bens.get(2));
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("within a priority alone: the more urgent goes first, whoever has it")
  void priorities() {
    create(ANNA, AJob.usual());
    JobId low = create(BEN, AJob.usual().priority(-1));
    JobId urgent = create(ANNA, AJob.usual().priority(1));
    JobId next = create(ANNA, AJob.usual().priority(1));
    List<JobId> started = ids(claim(4));
    assertThat(started.subList(0, 2)).containsExactly(urgent, next);
    assertThat(started.get(3)).isEqualTo(low);
  }

  @Test
  @DisplayName("whatever they are called, nobody's name makes him another or lets him go first")
  void hostileNames() {
    for (int i = 0; i < 3; i++) {
      HOSTILE.forEach(user -> create(user, AJob.usual()));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(starts(HOSTILE.size())).isEqualTo(HOSTILE);
    }
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("who has cancelled his thousands has lost nothing by them")
  void cancelled() {
    List<JobId> many = IntStream.range(0, 50).mapToObj(i -> create(BEN, AJob.usual())).toList();
    create(ANNA, AJob.usual());
    create(ANNA, AJob.usual());
    many.forEach(id -> got(given.store.cancel(id, BEN, BEN, null)));
    create(BEN, AJob.usual());
    assertThat(starts(9)).containsExactly(ANNA, BEN, ANNA);
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("what a worker hands back has its turn again, what failed waits for the next")
  void comingBack() {
    JobId released = create(BEN, AJob.usual());
    ClaimedJob first = claim(1).get(0);
    create(ANNA, AJob.usual());
    create(CARA, AJob.usual());
    got(given.store.release(first.claim(), 1));
    ClaimedJob again = claim(1).get(0);
    assertThat(again.id()).isEqualTo(released);
    got(given.store.fail(again.claim(), 1, ERROR, true));
    assertThat(starts(9)).containsExactly(ANNA, CARA, BEN);
  }

  @Test
  @DisplayName("a delayed job takes no turn before its time")
  void delayed() {
    create(BEN, AJob.usual().delayMs(3_600_000));
    JobId soon = create(BEN, AJob.usual().delayMs(1));
    long since = given.now();
    Given.eventually(() -> given.now() > since + 2);
    create(ANNA, AJob.usual());
    create(ANNA, AJob.usual());
    assertThat(starts(1)).containsExactly(ANNA);
    assertThat(ids(claim(1))).containsExactly(soon);
  }

  @Test
  @DisplayName("types with the same workers take turns too")
  void types() {
    for (int i = 0; i < 20; i++) {
      create(ANNA, AJob.usual());
    }
    create(ANNA, AJob.usual().type("film"));
    Map<String, Integer> slots = Map.of(AJob.TYPE, 9, "film", 9);
    assertThat(given.claim(0, 2, slots))
        .extracting(ClaimedJob::type)
        .containsExactly(AJob.TYPE, "film");
  }

  @Test
  @DisplayName("what an older version left in the queue has the place of its arrival, and starts")
  void adopted() {
    List<JobId> old = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      old.add(create(i == 69 ? BEN : ANNA, AJob.usual()));
    }
    for (String name : List.of("lines:", "turns:", "credit:")) {
      got(given.link.send(command("DEL", given.beside(old.get(0), name + AJob.TYPE))));
    }
    create(CARA, AJob.usual());
    assertThat(starts(2)).containsExactly(ANNA, CARA);
    List<String> rest = new ArrayList<>();
    while (given.depth().waiting() > 0) {
      rest.addAll(starts(7));
    }
    assertThat(rest).hasSize(69).contains(BEN);
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("also two thousand of them, and what a claim costs then is printed")
  void many() {
    long few = nanosOfStarts(2, 2_000);
    long many = nanosOfStarts(2_000, 2_000);
    System.out.printf(
        "FairTurnsTest: 500 starts among 2 owners %d µs each, among 2,000 %d µs each%n",
        few / 500_000, many / 500_000);
  }

  private long nanosOfStarts(int owners, int jobs) {
    Given own = new Given(Layout.ONE_PARTITION);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      all.add(own.store.create(anId(), "user-" + i % owners, HASH, AJob.usual().asked()));
    }
    got(Future.all(all));
    long begin = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertThat(own.claim(0, 10, Map.of(AJob.TYPE, 10)))
          .extracting(ClaimedJob::user)
          .hasSize(10)
          .satisfies(users -> assertThat(Set.copyOf(users)).hasSize(Math.min(10, owners)));
    }
    return System.nanoTime() - begin;
  }

  private JobId create(String user, AJob job) {
    return got(given.store.create(anId(), user, HASH, job.asked())).view().id();
  }

  /** Ids that sort against the order of their making. */
  private JobId anId() {
    return new JobId("job-" + (1_000_000 - ++made));
  }

  private List<String> starts(int most) {
    return claim(most).stream().map(ClaimedJob::user).toList();
  }

  private List<ClaimedJob> claim(int most) {
    return given.claim(0, most, Map.of(AJob.TYPE, most));
  }

  private static List<JobId> ids(List<ClaimedJob> jobs) {
    return jobs.stream().map(ClaimedJob::id).toList();
  }

  private void assertNothingIsLeft() {
    assertThat(given.everything().keySet())
        .noneMatch(name -> name.matches(".*}:(ready|lines|turns|credit):.*"));
  }
}
