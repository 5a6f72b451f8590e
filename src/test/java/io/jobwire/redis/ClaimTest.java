package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Claiming jobs")
class ClaimTest extends StoreSpec {

  @Test
  @DisplayName("starts an attempt, with all that its worker needs")
  void starts() {
    AJob job = AJob.usual().input("{\"to\":[\"é\",1.10]}").timeoutMs(60_000);
    JobView made = given.created(job);
    ClaimedJob claimed = given.claimed(made.id(), job);

    assertThat(claimed.type()).isEqualTo(AJob.TYPE);
    assertThat(claimed.user()).isEqualTo(ANNA);
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(claimed.epoch()).isEqualTo(made.position().epoch());
    assertThat(claimed.keepUnits()).isZero();
    assertThat(claimed.timeoutMs()).isEqualTo(60_000);
    assertThat(claimed.input()).hasToString("{\"to\":[\"é\",1.10]}");
    assertThat(claimed.checkpoint()).isNull();
    assertThat(claimed.signals()).isEmpty();
    assertThat(claimed.claim().lease()).matches("[a-z0-9]{24}");

    JobView view = given.view(made.id());
    assertThat(view.state()).isEqualTo(JobState.RUNNING);
    assertThat(view.attempt()).isEqualTo(1);
    Event event = given.last(made.id());
    assertThat(view.startedAt()).isEqualTo(event.at());
    assertThat(event.data())
        .hasToString(
            "{\"worker\":\"w1\",\"keep\":0,\"steps\":[],\"progress\":{},\"fromCheckpoint\":false}");
  }

  @Test
  @DisplayName("takes the more urgent first, then those that came first")
  void order() {
    List<JobId> ids = given.idsTogether(5);
    int[] priorities = {0, 10, -10, 10, 0};
    for (int i = 0; i < priorities.length; i++) {
      given.created(ids.get(i), AJob.usual().priority(priorities[i]));
    }
    assertThat(claimAll(ids, 3)).containsExactly(ids.get(1), ids.get(3), ids.get(0));
    assertThat(claimAll(ids, 3)).containsExactly(ids.get(4), ids.get(2));
    assertThat(claimAll(ids, 3)).isEmpty();
  }

  @Test
  @DisplayName("takes of each type no more than there are slots for, and no more than asked in all")
  void slots() {
    List<JobId> ids = given.idsTogether(8);
    for (int i = 0; i < ids.size(); i++) {
      given.created(ids.get(i), AJob.usual().type(i < 4 ? "mail" : "film"));
    }
    int partition = given.keys.partitionOf(ids.get(0));
    assertThat(ids(given.claim(partition, 8, Map.of("mail", 1, "film", 2))))
        .containsExactly(ids.get(0), ids.get(4), ids.get(5));
    assertThat(ids(given.claim(partition, 2, Map.of("mail", 5, "film", 5))))
        .containsExactly(ids.get(1), ids.get(6));
    assertThat(ids(given.claim(partition, 8, Map.of("mail", 0, "film", 1))))
        .containsExactly(ids.get(7));
    assertThat(given.claim(partition, 8, Map.of("other", 5))).isEmpty();
  }

  @Test
  @DisplayName("again under the same claim id gives the same jobs and burns no attempt")
  void repeated() {
    List<JobId> ids = given.idsTogether(3);
    ids.forEach(id -> given.created(id, AJob.usual()));
    int partition = given.keys.partitionOf(ids.get(0));
    List<ClaimedJob> first = given.claim(partition, "claim1", 2, Map.of(AJob.TYPE, 2));
    Map<String, String> before = given.everything();
    assertThat(given.claim(partition, "claim1", 2, Map.of(AJob.TYPE, 2))).isEqualTo(first);
    assertThat(given.everything()).isEqualTo(before);

    got(given.store.complete(first.get(0).claim(), 1, NOTHING));
    assertThat(given.claim(partition, "claim1", 2, Map.of(AJob.TYPE, 2)))
        .containsExactly(first.get(1));
    assertThat(ids(given.claim(partition, "claim2", 2, Map.of(AJob.TYPE, 2))))
        .containsExactly(ids.get(2));
  }

  @Test
  @DisplayName(
      "is known again by its id, also when its jobs are done, and asking takes nothing new")
  void known() {
    List<JobId> ids = given.idsTogether(2);
    ids.forEach(id -> given.created(id, AJob.usual()));
    int partition = given.keys.partitionOf(ids.get(0));
    assertThat(got(given.claims.recall(partition, "memory", "claim1")))
        .isEqualTo(new Claims.Taken(false, List.of()));
    Claims.Taken first =
        got(given.claims.claim(partition, "memory", "w", "claim1", 1, Map.of(AJob.TYPE, 1)));
    assertThat(first.known()).isFalse();
    assertThat(got(given.claims.recall(partition, "memory", "claim1")))
        .isEqualTo(new Claims.Taken(true, first.jobs()));
    got(given.store.complete(first.jobs().get(0).claim(), 1, NOTHING));
    assertThat(got(given.claims.recall(partition, "memory", "claim1")))
        .isEqualTo(new Claims.Taken(true, List.of()));
    assertThat(got(given.claims.recall(partition, "another", "claim1")).known()).isFalse();
    assertThat(given.view(ids.get(1)).state()).isEqualTo(JobState.CREATED);
  }

  @Test
  @DisplayName("leaves alone what is paused, until it goes on")
  void paused() {
    JobId id = given.created();
    got(given.queues.pause(AJob.TYPE));
    assertThat(given.depth().paused()).isTrue();
    assertThat(claimAll(List.of(id), 1)).isEmpty();
    assertThat(given.view(id).state()).isEqualTo(JobState.CREATED);
    got(given.queues.resume(AJob.TYPE));
    assertThat(given.depth().paused()).isFalse();
    assertThat(claimAll(List.of(id), 1)).containsExactly(id);
  }

  @Test
  @DisplayName("finds a delayed job whose time has come, without any sweep")
  void promotes() {
    List<JobId> ids = given.idsTogether(2);
    given.created(ids.get(0), AJob.usual().priority(9).delayMs(3_600_000));
    JobView soon = given.created(ids.get(1), AJob.usual().delayMs(20));
    eventually(() -> claimAll(ids, 2).equals(ids.subList(1, 2)));
    assertThat(given.last(ids.get(1)).at()).isGreaterThanOrEqualTo(soon.runAt());
    assertThat(given.depth().delayed()).isEqualTo(1);
  }

  @Test
  @DisplayName("passes over index entries without a waiting job, and drops them")
  void staleEntries() {
    List<JobId> ids = given.idsTogether(3);
    given.created(ids.get(0), AJob.usual());
    ClaimedJob running = given.claimed(ids.get(0));
    given.created(ids.get(1), AJob.usual());
    String ready = given.beside(ids.get(0), "ready:" + AJob.TYPE);
    got(given.link.send(command("ZADD", ready, "1", ids.get(0).value(), "2", "never-made")));

    assertThat(claimAll(ids, 1)).containsExactly(ids.get(1));
    assertThat(given.depth().waiting()).isZero();
    got(given.store.heartbeat(running.claim(), 0));
    assertThat(given.view(ids.get(0)).attempt()).isEqualTo(1);
  }

  @Test
  @DisplayName("gives nobody the same lease twice")
  void leases() {
    ClaimedJob first = given.running();
    got(given.store.release(first.claim(), 1));
    ClaimedJob second = given.claimed(first.id());
    assertThat(second.claim().lease()).isNotEqualTo(first.claim().lease());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.attemptKey()).isNotEqualTo(first.attemptKey());
  }

  private List<JobId> claimAll(List<JobId> near, int most) {
    int partition = given.keys.partitionOf(near.get(0));
    return ids(given.claim(partition, most, Map.of(AJob.TYPE, most)));
  }

  private static List<JobId> ids(List<ClaimedJob> jobs) {
    return jobs.stream().map(ClaimedJob::id).toList();
  }
}
