package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewSignal;
import io.jobwire.model.WorkEvent;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a user's jobs hold")
class StoredBytesTest extends StoreSpec {
  private static final int STEPS = Integer.getInteger("jobwire.steps", 600);
  private static final List<String> OWNERS = List.of(ANNA, BEN, "{0}:stored ✂ *");

  /** To repeat a run. */
  private final long seed = Long.getLong("jobwire.seed", System.nanoTime() & 0xffff_ffffL);

  private final Random chance = new Random(seed);
  private final List<JobId> ids = IntStream.range(0, 8).mapToObj(i -> new JobId("s" + i)).toList();
  private final Map<JobId, String> owners = new HashMap<>();
  private final Map<JobId, Claim> claims = new HashMap<>();
  private final Map<JobId, Long> numbers = new HashMap<>();

  @Test
  @DisplayName("is what their keys hold, to the byte, after each step of a life at random")
  void exact() {
    given = given.heldTo(new StoreLimits(6, 900, 60_000, 60));
    ids.forEach(given::sweptBefore);
    for (int step = 0; step < STEPS; step++) {
      any(moves()).get().otherwiseEmpty().await();
      assertThat(StoredKeys.charged(given))
          .as("seed %d, step %d, %s", seed, step, layout)
          .isEqualTo(StoredKeys.counted(given));
    }
    for (JobId id : ids) {
      got(given.store.cancel(id, JobStore.ANYBODY, ANNA, null).otherwiseEmpty());
      got(given.store.remove(id, JobStore.ANYBODY).otherwiseEmpty());
    }
    assertThat(given.everything().keySet()).noneMatch(name -> name.endsWith("}:stored"));
  }

  private List<Supplier<Future<?>>> moves() {
    JobId id = any(ids);
    JobStore store = given.store;
    Claim claim = claims.getOrDefault(id, new Claim(id, "none"));
    long number = numbers.getOrDefault(id, 0L) + 1;
    return List.of(
        () -> create(id),
        () -> create(id),
        () -> claim(id),
        () -> claim(id),
        () -> append(claim, number, own(7)),
        () -> append(claim, number, task("one", "done")),
        () -> append(claim, number, chunk("é".repeat(chance.nextInt(12)), 0)),
        () -> append(claim, number, chunk("漢字", 0)),
        () -> checkpoint(claim, number),
        () -> checkpoint(claim, number),
        () -> store.signal(id, owner(id), "me", new NewSignal(Ids.random(6), "nudge", json())),
        () -> store.complete(claim, number, json()),
        () -> store.fail(claim, number, ERROR, chance.nextBoolean()),
        () -> store.release(claim, number),
        () -> orphaned(claim),
        () -> store.cancel(id, owner(id), "me", "why not"),
        () -> store.resume(id, owner(id), "me"),
        () -> store.remove(id, owner(id)),
        () -> given.sweeps(0).sweep(given.keys.partitionOf(id)));
  }

  private Future<?> create(JobId id) {
    String owner = any(OWNERS);
    return given
        .store
        .create(id, owner, HASH, AJob.usual().input(json().text()).asked())
        .onSuccess(made -> owners.put(id, made.view().user()));
  }

  private Future<?> claim(JobId id) {
    return given
        .claims
        .claim(given.keys.partitionOf(id), "w", Ids.random(8), 1, AJob.usual().slot())
        .onSuccess(jobs -> jobs.forEach(this::started));
  }

  private void started(ClaimedJob job) {
    claims.put(job.id(), job.claim());
    numbers.put(job.id(), 0L);
  }

  private Future<?> append(Claim claim, long number, WorkEvent event) {
    return given
        .store
        .append(claim, number, 0, List.of(event))
        .onSuccess(done -> numbers.put(claim.job(), number));
  }

  private Future<?> checkpoint(Claim claim, long number) {
    return given
        .store
        .checkpoint(claim, number, chance.nextInt(9), json(), json())
        .onSuccess(done -> numbers.put(claim.job(), number));
  }

  private Future<?> orphaned(Claim claim) {
    return given
        .withLease(0)
        .store
        .heartbeat(claim, 0)
        .compose(over -> given.sweeps().sweep(given.keys.partitionOf(claim.job())));
  }

  private String owner(JobId id) {
    return owners.getOrDefault(id, ANNA);
  }

  private JsonText json() {
    return new JsonText("{\"text\":\"" + "ü".repeat(chance.nextInt(60)) + "\"}");
  }

  @Test
  @DisplayName("is told over all partitions, and is nothing for one who has none")
  void told() {
    StoredBytes stored = new StoredBytes(given.link, given.keys);
    for (int i = 0; i < 10; i++) {
      given.created();
    }
    long all = StoredKeys.counted(given).values().stream().mapToLong(Long::longValue).sum();
    assertThat(got(stored.of(ANNA))).isEqualTo(all).isPositive();
    assertThat(got(stored.of(BEN))).isZero();
  }

  @Test
  @DisplayName("is given back when a job is deleted, and when it is purged")
  void givenBack() {
    StoredBytes stored = new StoredBytes(given.link, given.keys);
    JobId deleted = given.completed();
    JobId purged = given.cancelled();
    got(given.store.remove(deleted, ANNA));
    assertThat(got(stored.of(ANNA))).isPositive();
    long since = given.now();
    Given.eventually(() -> given.now() > since);
    assertThat(got(given.sweeps(0).sweep(given.keys.partitionOf(purged))).removed()).hasSize(1);
    assertThat(got(stored.of(ANNA))).isZero();
    assertThat(given.everything().keySet()).noneMatch(name -> name.endsWith("}:stored"));
  }

  @Test
  @DisplayName("counts a job from before it was counted from that job's next step on")
  void fromBefore() {
    JobId touched = given.created();
    ClaimedJob job = given.claimed(touched);
    JobId gone = given.cancelled();
    for (JobId id : List.of(touched, gone)) {
      got(given.link.send(command("HDEL", given.keys.job(id), "stored", "besideBytes")));
      got(given.link.send(command("DEL", given.beside(id, "stored"))));
    }
    got(given.store.remove(gone, ANNA));
    assertThat(StoredKeys.charged(given)).isEmpty();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("text", 0))));
    assertThat(StoredKeys.charged(given)).isEqualTo(StoredKeys.counted(given)).isNotEmpty();
  }

  private <T> T any(List<T> all) {
    return all.get(chance.nextInt(all.size()));
  }
}
