package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.aSignal;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A foreign value")
class ForeignValueTest extends StoreSpec {
  @ParameterizedTest
  @DisplayName("under a key of ours makes each step do all of it or nothing")
  @ValueSource(
      strings = {
        "job:<id>",
        "log:<id>",
        "out:<id>",
        "inbox:<id>",
        "signalled:<id>",
        "steps:<id>",
        "kept:<id>",
        "ready:mail",
        "lines:mail",
        "turns:mail",
        "credit:mail",
        "due",
        "leases",
        "ended",
        "counts",
        "jobs",
        "arrivals",
        "stored"
      })
  void allOrNothing(String name) {
    List<JobId> ids = given.idsTogether(4);
    given.created(ids.get(0), AJob.usual());
    Claim claim = given.claimed(ids.get(0)).claim();
    given.created(ids.get(1), AJob.usual());
    got(given.store.cancel(ids.get(1), ANNA, ANNA, null));
    given.created(ids.get(2), AJob.usual());
    for (JobId id : List.of(ids.get(0), ids.get(1), ids.get(3))) {
      foreign(id, name);
    }
    Map<String, Supplier<Future<?>>> steps = new TreeMap<>();
    JobStore store = given.store;
    steps.put("create", () -> store.create(ids.get(3), ANNA, HASH, AJob.usual().asked()));
    steps.put(
        "append", () -> store.append(claim, 1, 0, List.of(chunk("text", 0), task("one", "done"))));
    steps.put("checkpoint", () -> store.checkpoint(claim, 1, 0, NOTHING, NOTHING));
    steps.put("signal", () -> store.signal(ids.get(0), ANNA, ANNA, aSignal("s1")));
    steps.put("heartbeat", () -> store.heartbeat(claim, 0));
    steps.put("resume", () -> store.resume(ids.get(1), ANNA, ANNA));
    steps.put("fail", () -> store.fail(claim, 1, ERROR, true));
    steps.put("release", () -> store.release(claim, 1));
    steps.put("complete", () -> store.complete(claim, 1, NOTHING));
    steps.put("cancel", () -> store.cancel(ids.get(0), ANNA, ANNA, null));
    steps.put("remove", () -> store.remove(ids.get(1), ANNA));
    steps.put("claim", () -> given.claims.claim(partition(ids), "w2", "c1", 9, Map.of("mail", 9)));
    steps.put("sweep", () -> given.sweeps().sweep(partition(ids)));
    steps.put("view", () -> store.view(ids.get(0), ANNA));
    steps.put("state", () -> store.state(ids.get(0), ANNA));
    steps.put("page", () -> store.page(ids.get(0), ANNA, null, false, 10, 1000));
    steps.forEach(this::assertAllOrNothing);
  }

  @Test
  @DisplayName("in place of one job stops nobody from getting the others")
  void othersGoOn() {
    List<JobId> ids = given.idsTogether(3);
    ids.forEach(id -> given.created(id, AJob.usual()));
    got(given.link.send(command("DEL", given.keys.job(ids.get(0)))));
    foreign(ids.get(0), "job:<id>");
    foreign(ids.get(1), "out:<id>");
    assertThat(given.claim(partition(ids), 1, Map.of(AJob.TYPE, 1)))
        .extracting(ClaimedJob::id)
        .containsExactly(ids.get(2));
    assertThat(given.swept(ids.get(0)).outcomes()).isEmpty();
  }

  @Test
  @DisplayName(
      "is looked at again in a while, not without pause, and the job goes on once it is gone")
  void mended() {
    JobId id = given.created();
    foreign(id, "out:<id>");
    assertThat(given.claim(given.keys.partitionOf(id), 1, Map.of(AJob.TYPE, 1))).isEmpty();
    assertThat(given.swept(id).nextMs()).isBetween(10_000L, 60_000L);
    assertThat(given.depth().delayed()).isEqualTo(1);

    got(given.link.send(command("DEL", given.beside(id, "out:" + id))));
    got(given.link.send(command("ZADD", given.beside(id, "due"), "0", id.value())));
    assertThat(given.swept(id).wokenTypes()).containsExactly(AJob.TYPE);
    assertThat(given.depth().delayed()).isZero();
    assertThat(given.claim(given.keys.partitionOf(id), 1, Map.of(AJob.TYPE, 1))).hasSize(1);
  }

  @ParameterizedTest
  @DisplayName("under a key of a user's own stream makes each step do all of it or nothing")
  @ValueSource(strings = {"meta", "log", "published", "order", "devices"})
  void userStream(String name) {
    UserLog log = new UserLog(given.link, given.keys, Given.LIMITS);
    Presence presence = new Presence(given.link, given.keys, Given.LIMITS);
    got(presence.enter(ANNA, "a", List.of("desk"), 60_000));
    got(log.publish(ANNA, "e1", "tab:update:v1", NOTHING));
    for (String user : List.of(ANNA, Given.BEN)) {
      String key = given.ofUser(user, name);
      got(given.link.send(command("DEL", key)));
      got(given.link.send(command("RPUSH", key, "foreign")));
      Map<String, Supplier<Future<?>>> steps = new TreeMap<>();
      steps.put("publish", () -> log.publish(user, "e2", "tab:update:v1", NOTHING));
      steps.put("enter", () -> presence.enter(user, "b", List.of("phone"), 60_000));
      steps.put("leave", () -> presence.leave(user, "a", List.of("desk")));
      steps.put("now", () -> log.now(user));
      steps.put("page", () -> log.page(user, null, 10, 1000));
      steps.put("top", () -> log.top(user));
      steps.put("devices", () -> presence.devices(user));
      steps.forEach(this::assertAllOrNothing);
    }
  }

  /** An error, by which nothing was changed; or done, however the value is worked around. */
  private void assertAllOrNothing(String step, Supplier<Future<?>> action) {
    Map<String, String> before = given.everything();
    Throwable failure = catchThrowable(() -> got(action.get()));
    if (failure != null) {
      assertThat(given.everything()).as(step).isEqualTo(before);
    }
    if (failure instanceof ErrorType error) {
      assertThat(error.getMessage()).as(step).containsAnyOf("WRONGTYPE", "FOREIGN");
    }
  }

  /** A type that none of our keys has, at this place in the partition of the job. */
  private void foreign(JobId id, String name) {
    String key = given.beside(id, name.replace("<id>", id.value()));
    got(given.link.send(command("DEL", key)));
    got(given.link.send(command("RPUSH", key, "foreign")));
  }

  private int partition(List<JobId> ids) {
    return given.keys.partitionOf(ids.get(0));
  }
}
