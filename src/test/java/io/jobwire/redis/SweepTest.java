package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.Sweeps.Outcome;
import io.jobwire.redis.Sweeps.Swept;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sweep")
class SweepTest extends StoreSpec {

  @Test
  @DisplayName("of nothing finds nothing")
  void nothing() {
    assertThat(got(given.sweeps().sweep(0)))
        .isEqualTo(new Swept(List.of(), List.of(), List.of(), -1, false));
  }

  @Test
  @DisplayName("puts delayed jobs to work when their time has come, and says when the next is due")
  void due() {
    JobId later = given.created(AJob.usual().delayMs(3_600_000)).id();
    Swept early = given.swept(later);
    assertThat(early.wokenTypes()).isEmpty();
    assertThat(early.nextMs()).isBetween(3_500_000L, 3_600_000L);

    List<JobId> ids = given.idsTogether(2);
    given.created(ids.get(0), AJob.usual().delayMs(40));
    given.created(ids.get(1), AJob.usual().type("film").delayMs(40));
    assertThat(given.swept(ids.get(0)).nextMs()).isBetween(0L, 40L);
    eventually(() -> given.now() > given.view(ids.get(1)).runAt());
    assertThat(given.swept(ids.get(0)).wokenTypes()).containsExactlyInAnyOrder("film", AJob.TYPE);
    assertThat(given.depth().waiting()).isEqualTo(1);
    given.claimed(ids.get(0));
  }

  @Test
  @DisplayName("takes the job from a worker whose lease is over, and has it tried again at once")
  void orphaned() {
    ClaimedJob first = orphan(AJob.usual().backoff(Backoff.Kind.FIXED, 3_600_000, 0));
    got(given.withLease(0).store.append(first.claim(), 1, 0, List.of(chunk("lost", 0))));
    Swept swept = given.swept(first.id());
    assertThat(swept.outcomes()).extracting(Outcome::word).containsExactly("orphaned");
    assertThat(swept.wokenTypes()).containsExactly(AJob.TYPE);
    Event last = given.last(first.id());
    assertThat(last.data())
        .hasToString("{\"reason\":\"orphaned\",\"retryAt\":%d}".formatted(last.at()));
    assertRefused(Reason.LEASE_LOST, given.store.heartbeat(first.claim(), 0));
    assertRefused(Reason.LEASE_LOST, given.store.complete(first.claim(), 2, NOTHING));
    assertThat(given.claimed(first.id()).attempt()).isEqualTo(2);
    assertThat(given.state(first.id()).output()).isEmpty();
  }

  @Test
  @DisplayName("leaves a worker its job as long as it renews its lease")
  void renewed() {
    ClaimedJob job = orphan(AJob.usual());
    got(given.store.heartbeat(job.claim(), 0));
    Swept swept = given.swept(job.id());
    assertThat(swept.outcomes()).isEmpty();
    assertThat(swept.nextMs()).isBetween(50_000L, 60_000L);
    got(given.store.complete(job.claim(), 1, NOTHING));
  }

  @Test
  @DisplayName("gives a job up when all its attempts have lost their workers")
  void poison() {
    AJob twice = AJob.usual().attempts(2);
    ClaimedJob first = orphan(twice);
    assertThat(given.swept(first.id()).outcomes())
        .extracting(Outcome::word)
        .containsExactly("orphaned");
    ClaimedJob second = given.claimed(first.id());
    got(given.withLease(0).store.heartbeat(second.claim(), 0));
    Swept swept = given.swept(first.id());
    assertThat(swept.outcomes()).extracting(Outcome::word).containsExactly("poison");
    assertThat(swept.wokenTypes()).isEmpty();
    JobView view = given.view(first.id());
    assertThat(view.state()).isEqualTo(JobState.FAILED);
    assertThat(view.error().text()).contains("\"code\":\"poison\"").contains("2 attempts");
    assertThat(given.last(first.id()).data().get("durationMs").asLong())
        .isEqualTo(view.finishedAt() - view.startedAt());
    assertThat(given.depth()).isEqualTo(new Queues.Depth(AJob.TYPE, 0, 0, 0, -1, false));
  }

  @Test
  @DisplayName("ends an attempt that takes longer than it may, however alive its worker is")
  void timeout() {
    AJob job = AJob.usual().timeoutMs(20).attempts(2).backoff(Backoff.Kind.FIXED, 10, 0);
    JobId id = given.created(job).id();
    given.sweptBefore(id);
    ClaimedJob first = given.claimed(id, job);
    eventually(
        () -> {
          got(given.store.heartbeat(first.claim(), 0));
          return given.now() > given.last(id).at() + 20;
        });
    assertThat(given.swept(id).outcomes()).extracting(Outcome::word).containsExactly("timeout");
    Event retrying = given.last(id);
    assertThat(retrying.data().get("reason").asText()).isEqualTo("timeout");
    assertThat(retrying.data().get("error").get("code").asText()).isEqualTo("timeout");
    assertThat(retrying.data().get("retryAt").asLong()).isEqualTo(retrying.at() + 10);
    assertRefused(Reason.LEASE_LOST, given.store.heartbeat(first.claim(), 0));

    int partition = given.keys.partitionOf(id);
    eventually(() -> !given.claim(partition, 1, job.slot()).isEmpty());
    eventually(() -> words(given.swept(id)).equals(List.of("failed " + AJob.TYPE + " " + id)));
    assertThat(given.view(id).error().text()).contains("\"code\":\"timeout\"");
    assertThat(given.depth().running()).isZero();
  }

  @Test
  @DisplayName("is due again when the time of an attempt will be up, if that is before its lease")
  void nextTimeout() {
    AJob job = AJob.usual().timeoutMs(30_000);
    JobId id = given.created(job).id();
    given.sweptBefore(id);
    ClaimedJob claimed = given.claimed(id, job);
    assertThat(given.swept(id).nextMs()).isBetween(1L, 30_000L);
    got(given.store.heartbeat(claimed.claim(), 0));
    assertThat(given.swept(id).nextMs()).isBetween(1L, 30_000L);
  }

  @Test
  @DisplayName("purges what ended longer ago than it is kept, and tells whose it was")
  void retention() {
    JobId done = given.completed();
    long created = given.view(done).createdAt();
    JobId waiting = given.created();
    assertThat(given.swept(done).removed()).isEmpty();
    assertThat(got(given.sweeps(0).sweep(given.keys.partitionOf(done))).removed())
        .containsExactly(new Removed(done, ANNA, created));
    assertRefused(Reason.NOT_FOUND, given.store.view(done, ANNA));
    assertThat(got(given.sweeps(0).sweep(given.keys.partitionOf(waiting))).removed()).isEmpty();
    given.view(waiting);
  }

  @Test
  @DisplayName("takes no lease when nobody has swept for half a lease: the holders could not renew")
  void quiet() {
    ClaimedJob job = given.running();
    Given tiny = given.withLease(60);
    Sweeps sweeps = tiny.sweeps();
    int partition = given.keys.partitionOf(job.id());
    got(given.withLease(0).store.heartbeat(job.claim(), 0));

    long firstAt = given.now();
    Swept first = got(sweeps.sweep(partition));
    assertThat(first.outcomes()).isEmpty();
    assertThat(first.nextMs()).isBetween(1L, 60L);
    eventually(() -> !got(sweeps.sweep(partition)).outcomes().isEmpty());
    assertThat(given.last(job.id()).at()).isGreaterThanOrEqualTo(firstAt + 60);

    ClaimedJob second = given.claimed(job.id());
    got(given.withLease(0).store.heartbeat(second.claim(), 0));
    long sweptAt = given.now();
    eventually(() -> given.now() > sweptAt + 40);
    assertThat(got(sweeps.sweep(partition)).outcomes()).isEmpty();
    got(given.store.heartbeat(second.claim(), 0));
  }

  @Test
  @DisplayName("pulls in a lease that ends later than one that starts now: a clock has jumped")
  void tooFarAhead() {
    JobId id = given.created();
    given.sweptBefore(id);
    ClaimedJob job = given.withLease(3_600_000).claimed(id);
    Swept swept = given.swept(id);
    assertThat(swept.outcomes()).isEmpty();
    assertThat(swept.nextMs()).isBetween(50_000L, 60_000L);
    got(given.store.heartbeat(job.claim(), 0));
    long until =
        Long.parseLong(
            got(given.link.send(command("HGET", given.keys.job(id), "until"))).toString());
    assertThat(until).isLessThanOrEqualTo(given.now() + 60_000);
  }

  @Test
  @DisplayName("drops index entries that nothing stands behind")
  void staleEntries() {
    JobId id = given.created();
    given.sweptBefore(id);
    for (String index : List.of("due", "leases", "ended")) {
      got(
          given.link.send(
              command("ZADD", given.beside(id, index), "1", id.value(), "1", "never-made")));
    }
    Swept swept = given.swept(id);
    assertThat(swept.outcomes()).isEmpty();
    assertThat(swept.removed()).isEmpty();
    Map<String, String> left = given.everything();
    for (String index : List.of("due", "leases", "ended")) {
      assertThat(left.keySet()).noneMatch(name -> name.endsWith("}:" + index));
    }
    given.claimed(id);
  }

  @Test
  @DisplayName("believes the job, not the index, about when its lease is over")
  void indexBehind() {
    JobId id = given.created();
    given.sweptBefore(id);
    ClaimedJob job = given.claimed(id);
    String leases = given.beside(id, "leases");
    got(given.link.send(command("ZADD", leases, "1", id.value())));
    assertThat(given.swept(id).outcomes()).isEmpty();
    assertThat(given.swept(id).nextMs()).isBetween(50_000L, 60_000L);
    got(given.store.complete(job.claim(), 1, NOTHING));
  }

  @Test
  @DisplayName("does at most a hundred of each kind, and says that there is more")
  void more() {
    List<JobId> ids = given.idsTogether(101);
    ids.forEach(id -> given.created(id, AJob.usual()));
    ids.forEach(id -> got(given.store.cancel(id, ANNA, ANNA, null)));
    int partition = given.keys.partitionOf(ids.get(0));
    Swept first = got(given.sweeps(0).sweep(partition));
    assertThat(first.removed()).hasSize(100);
    assertThat(first.more()).isTrue();
    Swept second = got(given.sweeps(0).sweep(partition));
    assertThat(second.removed()).hasSize(1);
    assertThat(second.more()).isFalse();
  }

  @Test
  @DisplayName("is made by whoever holds the lock")
  void lock() {
    Sweeps sweeps = given.sweeps();
    assertThat(got(sweeps.lock("one", 60_000))).isTrue();
    assertThat(got(sweeps.lock("two", 60_000))).isFalse();
    assertThat(got(sweeps.lock("one", 60_000))).isTrue();
    got(sweeps.unlock("two"));
    assertThat(got(sweeps.lock("two", 60_000))).isFalse();
    got(sweeps.unlock("one"));
    assertThat(got(sweeps.lock("two", 20))).isTrue();
    eventually(() -> got(sweeps.lock("one", 60_000)));
  }

  /** Running, its lease over, and sweeps have been coming by. */
  private ClaimedJob orphan(AJob job) {
    JobId id = given.created(job).id();
    given.sweptBefore(id);
    ClaimedJob claimed = given.claimed(id, job);
    got(given.withLease(0).store.heartbeat(claimed.claim(), 0));
    return claimed;
  }

  private static List<String> words(Swept swept) {
    return swept.outcomes().stream()
        .map(outcome -> outcome.word() + " " + outcome.type() + " " + outcome.id())
        .toList();
  }
}
