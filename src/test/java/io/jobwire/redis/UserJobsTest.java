package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.UserJobs.Entry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A user")
class UserJobsTest extends StoreSpec {
  private static final int NO_LIMIT = 0;

  @Test
  @DisplayName("may create a burst of jobs, then one at a time as the bucket fills")
  void bucket() {
    UserJobs users = usersWith(6, 3);
    for (int i = 0; i < 3; i++) {
      got(users.admit(ANNA, id(i)));
    }
    Refused refused = refusal(users.admit(ANNA, id(3)));
    assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
    assertThat(refused.number()).isBetween(1L, 10L);
    assertThat(ids(got(users.of(ANNA, null, 10)))).containsExactlyInAnyOrder("j0", "j1", "j2");
    got(users.admit(BEN, id(9)));

    UserJobs faster = usersWith(6_000, 3);
    eventually(() -> got(faster.admit(ANNA, id(3)).map(true).otherwise(false)));
  }

  @Test
  @DisplayName("who is far over the limit is told how long to wait")
  void howLong() {
    UserJobs users = usersWith(2, 1);
    got(users.admit(ANNA, id(0)));
    assertThat(refusal(users.admit(ANNA, id(1))).number()).isBetween(15L, 30L);
  }

  @Test
  @DisplayName(
      "keeps the entry of a job whose id was used before, whenever the old one is forgotten")
  void usedBefore() {
    UserJobs users = usersWith(NO_LIMIT, NO_LIMIT);
    got(users.admit(ANNA, id(0)));
    long first = got(users.of(ANNA, null, 10)).get(0).createdMs();
    got(users.admit(ANNA, id(0)));
    got(users.note(ANNA, id(0), first + 5));
    got(users.forget(new Removed(id(0), ANNA, first + 1)));
    assertThat(got(users.of(ANNA, null, 10))).containsExactly(new Entry("j0", first + 5));
    got(users.forget(new Removed(id(0), ANNA, first + 5)));
    assertThat(got(users.of(ANNA, null, 10))).isEmpty();
  }

  @Test
  @DisplayName("is charged only for what was new")
  void refund() {
    UserJobs users = usersWith(1, 1);
    for (int i = 0; i < 5; i++) {
      got(users.admit(ANNA, id(0)));
      got(users.refund(ANNA, id(0), false));
    }
    assertThat(ids(got(users.of(ANNA, null, 10)))).containsExactly("j0");
    got(users.admit(ANNA, id(1)));
    assertRefused(Reason.RATE_LIMITED, users.admit(ANNA, id(2)));
    for (int i = 0; i < 3; i++) {
      got(users.refund(ANNA, id(1), true));
    }
    assertThat(ids(got(users.of(ANNA, null, 10)))).containsExactly("j0");
    got(users.admit(ANNA, id(3)));
    assertRefused(Reason.RATE_LIMITED, users.admit(ANNA, id(4)));
  }

  @Test
  @DisplayName("may create as much as there is when there is no limit")
  void noLimit() {
    UserJobs users = usersWith(NO_LIMIT, 0);
    got(Future.all(IntStream.range(0, 50).mapToObj(i -> users.admit(ANNA, id(i))).toList()));
    assertThat(got(users.of(ANNA, null, 100))).hasSize(50);
  }

  @Test
  @DisplayName("finds the newest jobs first, page by page, also those of one instant")
  void pages() {
    UserJobs users = usersWith(NO_LIMIT, 0);
    got(Future.all(IntStream.range(0, 37).mapToObj(i -> users.admit(ANNA, id(i))).toList()));
    List<Entry> all = got(users.of(ANNA, null, 100));
    assertThat(all).hasSize(37).isSortedAccordingTo(Entry.NEWEST_FIRST);
    List<Entry> paged = new ArrayList<>();
    Entry from = null;
    do {
      List<Entry> page = got(users.of(ANNA, from, 5));
      assertThat(page).hasSizeBetween(1, 5);
      paged.addAll(page);
      from = paged.get(paged.size() - 1);
    } while (paged.size() < 37);
    assertThat(paged).isEqualTo(all);
    assertThat(got(users.of(ANNA, from, 5))).isEmpty();
    assertThat(got(users.of(BEN, null, 5))).isEmpty();
  }

  @Test
  @DisplayName("who is an admin finds everybody's, over all partitions")
  void everybody() {
    UserJobs users = usersWith(NO_LIMIT, 0);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      JobId id = id(i);
      got(given.store.create(id, i % 2 == 0 ? ANNA : BEN, "hash", AJob.usual().asked()));
      made.add(id.value());
    }
    List<Entry> all = got(users.ofAll(null, 100));
    assertThat(ids(all)).containsExactlyInAnyOrderElementsOf(made);
    assertThat(all).isSortedAccordingTo(Entry.NEWEST_FIRST);
    List<Entry> first = got(users.ofAll(null, 5));
    assertThat(first).isEqualTo(all.subList(0, 5));
    assertThat(got(users.ofAll(first.get(4), 100))).isEqualTo(all.subList(5, 12));
  }

  @Test
  @DisplayName("may have any name, and forgets what is forgotten")
  void anyName() {
    UserJobs users = usersWith(NO_LIMIT, 0);
    for (String name : List.of("a{b}c", "ü 🚲", "x:y", "*", "%7b")) {
      got(users.admit(name, id(1)));
      List<Entry> found = got(users.of(name, null, 10));
      assertThat(ids(found)).containsExactly("j1");
      assertThat(got(users.ageMs(found.get(0)))).isBetween(-1_000L, 10_000L);
      got(users.forget(new Removed(id(1), name, found.get(0).createdMs() - 1)));
      assertThat(got(users.of(name, null, 10))).as("a later one of the same id").hasSize(1);
      got(users.forget(new Removed(id(1), name, found.get(0).createdMs())));
      assertThat(got(users.of(name, null, 10))).isEmpty();
    }
  }

  private UserJobs usersWith(int perMinute, int burst) {
    return new UserJobs(given.link, given.keys, perMinute, burst);
  }

  private static JobId id(int i) {
    return new JobId("j" + i);
  }

  private static List<String> ids(List<Entry> entries) {
    return entries.stream().map(Entry::id).toList();
  }
}
