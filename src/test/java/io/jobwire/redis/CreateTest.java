package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.Progress;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobStore.Created;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Creating a job")
class CreateTest extends StoreSpec {

  @Test
  @DisplayName("makes a job that waits, with its first event")
  void fresh() {
    AJob job = AJob.usual().priority(-3).attempts(7).tags("red", "a \"quoted\" one");
    Created made = got(given.store.create(given.anId(), ANNA, HASH, job.asked()));

    assertThat(made.fresh()).isTrue();
    assertThat(made.dueMs()).isZero();
    JobView view = made.view();
    assertThat(view).isEqualTo(given.view(view.id()));
    assertThat(view.state()).isEqualTo(JobState.CREATED);
    assertThat(view.type()).isEqualTo(AJob.TYPE);
    assertThat(view.user()).isEqualTo(ANNA);
    assertThat(view.priority()).isEqualTo(-3);
    assertThat(view.maxAttempts()).isEqualTo(7);
    assertThat(view.tags()).containsExactly("red", "a \"quoted\" one");
    assertThat(view.progress()).isEqualTo(Progress.NONE);
    assertThat(view.attempt()).isZero();
    assertThat(view.runAt()).isNull();
    assertThat(view.createdAt()).isCloseTo(given.now(), within(10_000L));
    assertThat(view.firstSeq()).isEqualTo(1);
    assertThat(view.position().seq()).isEqualTo(1);
    assertThat(view.outputLength()).isZero();
    assertThat(view.hasCheckpoint()).isFalse();

    Event event = given.last(view.id());
    assertThat(event.text())
        .isEqualTo(
            "{\"id\":\"%s\",\"seq\":1,\"at\":%d,\"type\":\"job:created:v1\",\"jobId\":\"%s\",\"attempt\":0,\"data\":{\"type\":\"mail\",\"priority\":-3}}"
                .formatted(view.position(), view.createdAt(), view.id()));
  }

  @Test
  @DisplayName("again with the same body answers the same job and changes nothing")
  void again() {
    JobId id = given.anId();
    Created first = got(given.store.create(id, ANNA, HASH, AJob.usual().asked()));
    Map<String, String> before = given.everything();
    Created second = got(given.store.create(id, ANNA, HASH, AJob.usual().asked()));
    assertThat(second.fresh()).isFalse();
    assertThat(second.view()).isEqualTo(first.view());
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("under an id that is in use is refused for another body and for another user")
  void inUse() {
    JobId id = given.created();
    Map<String, String> before = given.everything();
    assertRefused(Reason.JOB_EXISTS, given.store.create(id, ANNA, "other", AJob.usual().asked()));
    assertRefused(Reason.JOB_EXISTS, given.store.create(id, BEN, HASH, AJob.usual().asked()));
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("with a delay lets nobody claim it before its time")
  void delayed() {
    AJob job = AJob.usual().delayMs(40);
    Created made = got(given.store.create(given.anId(), ANNA, HASH, job.asked()));
    JobId id = made.view().id();
    assertThat(made.dueMs()).isEqualTo(made.view().createdAt() + 40);
    assertThat(made.view().runAt()).isEqualTo(made.dueMs());
    assertThat(given.last(id).data().get("runAt").asLong()).isEqualTo(made.dueMs());
    assertThat(given.depth().delayed()).isEqualTo(1);
    assertThat(given.depth().waiting()).isZero();

    int partition = given.keys.partitionOf(id);
    eventually(() -> given.claim(partition, 1, job.slot()).size() == 1);
    assertThat(given.last(id).at()).isGreaterThanOrEqualTo(made.dueMs());
    assertThat(given.depth().delayed()).isZero();
    assertThat(given.view(id).runAt()).isNull();
  }

  @Test
  @DisplayName("for an instant that has passed makes it ready at once")
  void runAt() {
    long hourAgo = given.now() - 3_600_000;
    JobView past = given.created(AJob.usual().runAtMs(hourAgo));
    assertThat(past.runAt()).isNull();
    given.claimed(past.id());

    long inAnHour = given.now() + 3_600_000;
    JobView future = given.created(AJob.usual().runAtMs(inAnHour));
    assertThat(future.runAt()).isEqualTo(inAnHour);
    assertThat(given.depth().delayed()).isEqualTo(1);
  }

  @Test
  @DisplayName("takes nothing over from what an older incarnation of its id left")
  void leftovers() {
    JobId id = given.anId();
    String at = given.keys.job(id).replace(":job:", ":%s:");
    got(given.link.send(command("RPUSH", at.formatted("log"), "foreign")));
    got(given.link.send(command("SET", at.formatted("out"), "old output")));
    got(given.link.send(command("XADD", at.formatted("inbox"), "9-0", "id", "old")));
    got(given.link.send(command("ZADD", at.formatted("signalled"), "1", "s1")));
    got(given.link.send(command("HSET", at.formatted("steps"), "old", "0:{}")));
    got(given.link.send(command("HSET", at.formatted("kept"), "old", "0:{}")));

    given.created(id, AJob.usual());
    assertThat(given.view(id).steps()).isEmpty();
    assertThat(given.state(id).output()).isEmpty();
    given.signalled(id, "s1");
    assertThat(given.claimed(id).signals()).hasSize(1);
    assertThat(given.types(id))
        .containsExactly("job:created:v1", "job:signal:v1", "job:running:v1");
  }

  @Test
  @DisplayName("is free again once the old job is removed, in another epoch")
  void afterRemove() {
    JobId id = given.failed();
    String epoch = given.view(id).position().epoch();
    got(given.store.remove(id, ANNA));
    JobView next = got(given.store.create(id, BEN, "other", AJob.usual().asked())).view();
    assertThat(next.user()).isEqualTo(BEN);
    assertThat(next.position().seq()).isEqualTo(1);
    assertThat(next.position().epoch()).isNotEqualTo(epoch).matches("[a-z0-9]{10}");
  }
}
