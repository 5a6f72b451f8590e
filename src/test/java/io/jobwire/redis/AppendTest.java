package io.jobwire.redis;

import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.progress;
import static io.jobwire.redis.Given.refusal;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.WorkEvent;
import io.jobwire.model.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A running job's writes")
class AppendTest extends StoreSpec {

  @Test
  @DisplayName("become events, numbered one after the other, each with what the worker said")
  void events() {
    ClaimedJob job = given.running();
    Written first = got(given.store.append(job.claim(), 1, 0, List.of(own(1), own(2))));
    assertThat(first).isEqualTo(new Written(4, 3, List.of()));
    Written second = got(given.store.append(job.claim(), 3, 0, List.of(own(3))));
    assertThat(second).isEqualTo(new Written(5, 4, List.of()));

    List<Event> events = given.events(job.id());
    assertThat(Given.seqs(events)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(events.subList(2, 5)).extracting(Event::type).containsOnly("x:step:v1");
    assertThat(events.subList(2, 5))
        .extracting(event -> event.data().toString())
        .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    assertThat(events.get(4).position()).isEqualTo(given.view(job.id()).position());
    assertThat(events.get(4).json().get("attempt").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName("may be fifty in one step")
  void fifty() {
    ClaimedJob job = given.running();
    List<WorkEvent> fifty = IntStream.range(0, 50).mapToObj(Given::own).toList();
    assertThat(got(given.store.append(job.claim(), 1, 0, fifty)).seq()).isEqualTo(52);
    assertThat(given.events(job.id())).hasSize(52);
  }

  @Test
  @DisplayName("sent again get their first answer and double nothing")
  void again() {
    ClaimedJob job = given.running();
    Written first = got(given.store.append(job.claim(), 1, 0, List.of(chunk("a", 0), own(2))));
    got(given.store.append(job.claim(), 3, 0, List.of(own(3))));
    Map<String, String> before = given.everything();
    assertThat(got(given.store.append(job.claim(), 1, 0, List.of(chunk("a", 0), own(2)))))
        .isEqualTo(first);
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("sent again after signals came in between still get their first answer")
  void againAfterSignals() {
    ClaimedJob job = given.running();
    given.signalled(job.id(), "before");
    List<Written> first = new ArrayList<>();
    for (int n = 1; n <= 4; n++) {
      first.add(got(given.store.append(job.claim(), n, 0, List.of(own(n)))));
      given.signalled(job.id(), "s" + n);
      given.signalled(job.id(), "t" + n);
    }
    assertThat(first).extracting(Written::seq).containsExactly(4L, 7L, 10L, 13L);
    for (int n = 1; n <= 4; n++) {
      Written repeated = got(given.store.append(job.claim(), n, 0, List.of(own(n))));
      assertThat(repeated.seq()).isEqualTo(first.get(n - 1).seq());
      assertThat(repeated.next()).isEqualTo(n + 1);
    }
    Written both = got(given.store.append(job.claim(), 1, 0, List.of(own(1), own(2))));
    assertThat(both.seq()).isEqualTo(7);
  }

  @Test
  @DisplayName("that overlap what is already here add only the rest")
  void overlap() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("a", 0), chunk("b", 1))));
    Written rest =
        got(
            given.store.append(
                job.claim(), 2, 0, List.of(chunk("b", 1), chunk("c", 2), chunk("d", 3))));
    assertThat(rest).isEqualTo(new Written(6, 5, List.of()));
    assertThat(given.state(job.id()).output()).isEqualTo("abcd");
    assertThat(Given.seqs(given.events(job.id()))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  @DisplayName("beyond the next number are refused with the number that is missing")
  void missing() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
    Map<String, String> before = given.everything();
    var refused = refusal(given.store.append(job.claim(), 3, 0, List.of(own(3))));
    assertThat(refused.reason()).isEqualTo(Reason.EVENTS_MISSING);
    assertThat(refused.number()).isEqualTo(2);
    assertRefused(
        Reason.EVENTS_MISSING, given.store.checkpoint(job.claim(), 3, 0, NOTHING, NOTHING));
    assertRefused(Reason.EVENTS_MISSING, given.store.complete(job.claim(), 3, NOTHING));
    assertRefused(Reason.EVENTS_MISSING, given.store.fail(job.claim(), 3, Given.ERROR, true));
    assertRefused(Reason.EVENTS_MISSING, given.store.release(job.claim(), 3));
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("move the job's progress and its steps, which stay where they first appeared")
  void progressAndSteps() {
    ClaimedJob job = given.running();
    got(
        given.store.append(
            job.claim(),
            1,
            0,
            List.of(
                task("search", "active"),
                task("write: it", "pending"),
                WorkEvent.of(
                    "job:progress:v1",
                    new JsonText("{\"percent\":33.30,\"step\":\"search\",\"message\":null}")),
                task("search", "done"))));
    JobView view = given.view(job.id());
    assertThat(view.progress().percent()).isEqualTo("33.30");
    assertThat(view.progress().step()).isEqualTo("search");
    assertThat(view.progress().message()).isNull();
    assertThat(view.steps())
        .extracting(JsonText::text)
        .containsExactly(
            "{\"task\":\"search\",\"state\":\"done\"}",
            "{\"task\":\"write: it\",\"state\":\"pending\"}");
    got(given.store.append(job.claim(), 5, 0, List.of(task("last", "active"), progress(80))));
    assertThat(given.view(job.id()).steps()).hasSize(3);
    assertThat(given.view(job.id()).progress().step()).isNull();
    assertThat(got(given.store.status(job.id(), Given.ANNA)).progress().percent()).isEqualTo("80");
  }

  @Test
  @DisplayName("know at most a hundred steps; one more is refused with all that came with it")
  void manySteps() {
    ClaimedJob job = given.running();
    for (int i = 0; i < 100; i += 50) {
      int from = i;
      List<WorkEvent> some =
          IntStream.range(from, from + 50).mapToObj(n -> task("task " + n, "pending")).toList();
      got(given.store.append(job.claim(), from + 1, 0, some));
    }
    Map<String, String> before = given.everything();
    assertRefused(
        Reason.INVALID,
        given.store.append(job.claim(), 101, 0, List.of(own(1), task("one more", "active"))));
    assertThat(given.everything()).isEqualTo(before);
    got(given.store.append(job.claim(), 101, 0, List.of(task("task 7", "done"))));
    List<JsonText> steps = given.view(job.id()).steps();
    assertThat(steps).hasSize(100);
    assertThat(steps.get(7)).hasToString("{\"task\":\"task 7\",\"state\":\"done\"}");
    assertThat(steps.get(99)).hasToString("{\"task\":\"task 99\",\"state\":\"pending\"}");
  }

  @Test
  @DisplayName("add to the output, whose length is counted as browsers count")
  void output() {
    ClaimedJob job = given.running();
    got(
        given.store.append(
            job.claim(), 1, 0, List.of(chunk("Zürich ", 0), own(1), chunk("🚲", 1))));
    got(given.store.append(job.claim(), 4, 0, List.of(chunk("\u0000漢", 2))));
    assertThat(given.state(job.id()).output()).isEqualTo("Zürich 🚲\u0000漢");
    assertThat(given.view(job.id()).outputLength()).isEqualTo("Zürich 🚲\u0000漢".length());
    assertThat(given.events(job.id()).get(4).data().get("text").asText()).isEqualTo("🚲");
  }

  @Test
  @DisplayName("that would pass the output limit add no text and end the job")
  void outputTooLarge() {
    given = given.withOutput(10);
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("12345678", 0))));
    List<WorkEvent> more = List.of(own(1), chunk("é!", 1));
    assertRefused(Reason.TOO_LARGE, given.store.append(job.claim(), 2, 0, more));

    JobView view = given.view(job.id());
    assertThat(view.state()).isEqualTo(JobState.FAILED);
    assertThat(view.error().text()).contains("\"code\":\"output_too_large\"");
    assertThat(view.outputLength()).isEqualTo(8);
    assertThat(given.state(job.id()).output()).isEqualTo("12345678");
    assertThat(given.types(job.id()))
        .containsExactly("job:created:v1", "job:running:v1", "model:chunk:v1", "job:failed:v1");
    assertThat(given.depth().running()).isZero();

    Map<String, String> before = given.everything();
    assertRefused(Reason.TOO_LARGE, given.store.append(job.claim(), 2, 0, more));
    assertRefused(Reason.LEASE_LOST, given.store.append(job.claim(), 4, 0, List.of(own(1))));
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("may fill the output to its last byte")
  void outputFull() {
    given = given.withOutput(4);
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("🚲", 0))));
    assertThat(given.view(job.id()).outputLength()).isEqualTo(2);
    assertRefused(Reason.TOO_LARGE, given.store.append(job.claim(), 2, 0, List.of(chunk("x", 1))));
  }

  @Test
  @DisplayName("under any lease but the present one are refused before anything else is looked at")
  void otherLeases() {
    ClaimedJob old = given.running();
    got(given.store.release(old.claim(), 1));
    ClaimedJob present = given.claimed(old.id());
    Map<String, String> before = given.everything();
    for (String lease : List.of(old.claim().lease(), "guessed", "")) {
      var claim = Given.under(present, lease);
      assertRefused(Reason.LEASE_LOST, given.store.append(claim, 1, 0, List.of(own(1))));
      assertRefused(Reason.LEASE_LOST, given.store.append(claim, 9, 0, List.of(own(1))));
      assertRefused(Reason.LEASE_LOST, given.store.checkpoint(claim, 1, 0, NOTHING, NOTHING));
      assertRefused(Reason.LEASE_LOST, given.store.complete(claim, 1, NOTHING));
      assertRefused(Reason.LEASE_LOST, given.store.fail(claim, 1, Given.ERROR, true));
      assertRefused(Reason.LEASE_LOST, given.store.heartbeat(claim, 0));
    }
    assertRefused(Reason.LEASE_LOST, given.store.release(Given.under(present, "guessed"), 1));
    assertThat(given.everything()).isEqualTo(before);
  }
}
