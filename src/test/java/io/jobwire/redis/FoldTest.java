package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.progress;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Fold;
import io.jobwire.model.FullState;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.Page;
import io.jobwire.model.WorkEvent;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scripts' view of a job")
class FoldTest extends StoreSpec {

  @Test
  @DisplayName("is the fold of its events, at each step of its life")
  void everyStep() {
    AJob job = AJob.usual().delayMs(1).backoff(Backoff.Kind.FIXED, 0, 0);
    JobId id = given.created(job).id();
    assertFolded(id);
    Given.eventually(() -> !given.swept(id).wokenTypes().isEmpty());
    assertFolded(id);
    ClaimedJob first = given.claimed(id);
    assertFolded(id);
    got(given.store.append(first.claim(), 1, 0, List.of(chunk("é🚲", 0), progress(10))));
    assertFolded(id);
    got(
        given.store.append(
            first.claim(),
            3,
            0,
            List.of(
                task("one", "active"),
                task("two", "pending"),
                task("one", "done"),
                WorkEvent.of(
                    "job:progress:v1",
                    new JsonText("{\"percent\":33.30,\"message\":\"a\",\"step\":null}")))));
    assertFolded(id);
    got(given.store.checkpoint(first.claim(), 7, 0, NOTHING, NOTHING));
    assertFolded(id);
    got(
        given.store.append(
            first.claim(), 8, 0, List.of(chunk("lost", 1), task("three", "active"), own(1))));
    given.signalled(id, "s1");
    assertFolded(id);
    got(given.store.fail(first.claim(), 11, ERROR, true));
    assertFolded(id);
    ClaimedJob second = given.claimed(id);
    assertFolded(id);
    got(given.store.release(second.claim(), 1));
    assertFolded(id);
    ClaimedJob third = given.claimed(id);
    got(given.store.fail(third.claim(), 1, ERROR, false));
    assertFolded(id);
    got(given.store.resume(id, ANNA, ANNA));
    assertFolded(id);
    ClaimedJob fourth = given.claimed(id);
    got(given.store.append(fourth.claim(), 1, 0, List.of(chunk("more", 1), progress(70))));
    assertFolded(id);
    got(given.store.cancel(id, ANNA, ANNA, null));
    assertFolded(id);
    got(given.store.resume(id, ANNA, ANNA));
    ClaimedJob fifth = given.claimed(id);
    got(given.store.complete(fifth.claim(), 1, new JsonText("{\"n\":1.10}")));
    assertFolded(id);
  }

  @Test
  @DisplayName(
      "is the fold of its events also when its worker is lost, its time is up, or its output too large")
  void otherEnds() {
    JobId id = given.created(AJob.usual().attempts(2)).id();
    given.sweptBefore(id);
    for (int attempt = 0; attempt < 2; attempt++) {
      ClaimedJob job = given.claimed(id);
      got(given.withLease(0).store.append(job.claim(), 1, 0, List.of(chunk("lost", 0))));
      assertThat(given.swept(id).outcomes()).hasSize(1);
      assertFolded(id);
    }
    ClaimedJob large = given.running();
    got(given.store.append(large.claim(), 1, 0, List.of(chunk("kept", 0))));
    got(
        given
            .withOutput(5)
            .store
            .append(large.claim(), 2, 0, List.of(chunk("xx", 1)))
            .otherwiseEmpty());
    assertFolded(large.id());

    AJob short1 = AJob.usual().timeoutMs(1);
    JobId slow = given.created(short1).id();
    given.sweptBefore(slow);
    given.claimed(slow, short1);
    Given.eventually(() -> !given.swept(slow).outcomes().isEmpty());
    assertFolded(slow);
  }

  @Test
  @DisplayName("as a snapshot goes on with what follows it to the same end")
  void snapshot() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("é🚲", 0), task("one", "active"))));
    Page page = got(given.store.page(job.id(), ANNA, null, true, 10, 1000));
    Fold viewer = Fold.from(Fold.parse(snapshot(page)));
    got(given.store.append(job.claim(), 3, 0, List.of(chunk("!", 1), task("one", "done"))));
    got(given.store.complete(job.claim(), 5, NOTHING));
    given.page(job.id(), page.top()).events().forEach(text -> viewer.after(Event.of(text).json()));
    assertThat(viewer.view()).isEqualTo(view(given.state(job.id())));
  }

  /** The whole log is there, so that the fold starts from nothing. */
  private void assertFolded(JobId id) {
    FullState state = given.state(id);
    Fold fold = new Fold();
    Event.all(state.events()).forEach(event -> fold.after(event.json()));
    assertThat(fold.view()).isEqualTo(view(state));
    Page page = got(given.store.page(id, ANNA, null, true, 10, 1000));
    assertThat(Fold.foldable(Fold.parse(snapshot(page)))).isEqualTo(fold.view());
  }

  private static ObjectNode view(FullState state) {
    JsonNode json = Fold.parse(state.json().text());
    assertThat(json.get("seq").asLong()).isEqualTo(state.view().position().seq());
    return Fold.foldable(json);
  }

  private static String snapshot(Page page) {
    return page.snapshot().json(out -> out.writeStringField("output", page.output())).text();
  }
}
