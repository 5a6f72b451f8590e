package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.aSignal;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewSignal;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Signal;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A signal")
class SignalTest extends StoreSpec {

  @Test
  @DisplayName("reaches the running handler with every answer, until it was seen")
  void untilSeen() {
    ClaimedJob job = given.running();
    got(given.store.signal(job.id(), ANNA, "a \"user\"", aSignal("s1")));
    given.signalled(job.id(), "s2");
    List<Signal> news = got(given.store.heartbeat(job.claim(), 0)).signals();
    assertThat(news)
        .containsExactly(
            new Signal(
                1,
                "s1",
                "nudge",
                new JsonText("{\"of\":\"s1\"}"),
                new JsonText("\"a \\\"user\\\"\"")),
            new Signal(
                2, "s2", "nudge", new JsonText("{\"of\":\"s2\"}"), new JsonText("\"anna\"")));

    assertThat(got(given.store.append(job.claim(), 1, 0, List.of(own(1)))).signals())
        .isEqualTo(news);
    assertThat(got(given.store.append(job.claim(), 2, 1, List.of(own(2)))).signals())
        .extracting(Signal::signalId)
        .containsExactly("s2");
    assertThat(got(given.store.heartbeat(job.claim(), 0)).signals()).hasSize(1);
    assertThat(got(given.store.heartbeat(job.claim(), 2)).signals()).isEmpty();
    assertThat(got(given.store.heartbeat(job.claim(), 99)).signals()).isEmpty();
    given.signalled(job.id(), "s3");
    assertThat(got(given.store.heartbeat(job.claim(), 2)).signals())
        .extracting(Signal::n)
        .containsExactly(3L);
  }

  @Test
  @DisplayName("stands in the stream where it came")
  void inTheStream() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
    got(
        given.store.signal(
            job.id(), ANNA, ANNA, new NewSignal("s1", "say", new JsonText("[1.10,{}]"))));
    got(given.store.append(job.claim(), 2, 0, List.of(own(2))));
    assertThat(given.types(job.id()))
        .containsExactly(
            "job:created:v1", "job:running:v1", "x:step:v1", "job:signal:v1", "x:step:v1");
    assertThat(given.events(job.id()).get(3).text())
        .endsWith("\"data\":{\"name\":\"say\",\"payload\":[1.10,{}],\"by\":\"anna\"}}");
  }

  @Test
  @DisplayName("sent again under its id changes nothing")
  void again() {
    ClaimedJob job = given.running();
    given.signalled(job.id(), "s1");
    Map<String, String> before = given.everything();
    given.signalled(job.id(), "s1");
    assertThat(given.everything()).isEqualTo(before);
    got(given.store.heartbeat(job.claim(), 1));
    given.signalled(job.id(), "s1");
    assertThat(got(given.store.heartbeat(job.claim(), 1)).signals()).isEmpty();
  }

  @Test
  @DisplayName("to a job that waits is there when its attempt starts")
  void waiting() {
    JobId id = given.created();
    given.signalled(id, "s1");
    given.signalled(id, "s2");
    assertThat(given.claimed(id).signals())
        .extracting(Signal::signalId)
        .containsExactly("s1", "s2");
  }

  @Test
  @DisplayName("comes again to a new attempt when no checkpoint has taken it up")
  void newAttempt() {
    ClaimedJob first = given.running();
    given.signalled(first.id(), "s1");
    got(given.store.heartbeat(first.claim(), 1));
    got(given.store.fail(first.claim(), 1, ERROR, true));
    ClaimedJob second = given.claimed(first.id());
    assertThat(second.signals()).extracting(Signal::signalId).containsExactly("s1");
    assertThat(got(given.store.heartbeat(second.claim(), 0)).signals()).hasSize(1);
  }

  @Test
  @DisplayName("is one of many: they come in order, in helpings")
  void many() {
    ClaimedJob job = given.running();
    for (int i = 1; i <= 40; i++) {
      given.signalled(job.id(), "s" + i);
    }
    long seen = 0;
    for (int helping : List.of(16, 16, 8)) {
      List<Signal> news = got(given.store.heartbeat(job.claim(), seen)).signals();
      assertThat(news).hasSize(helping);
      assertThat(news.get(0).n()).isEqualTo(seen + 1);
      seen += helping;
    }
    assertThat(got(given.store.heartbeat(job.claim(), seen)).signals()).isEmpty();
  }

  @Test
  @DisplayName("is refused after a thousand that no checkpoint has taken up")
  void tooMany() {
    ClaimedJob job = given.running();
    List<Future<Void>> sent = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      sent.add(given.store.signal(job.id(), ANNA, ANNA, aSignal("s" + i)));
    }
    got(Future.all(sent));
    assertRefused(Reason.ILLEGAL_STATE, given.store.signal(job.id(), ANNA, ANNA, aSignal("more")));
    got(given.store.checkpoint(job.claim(), 1, 1_000, Given.NOTHING, Given.NOTHING));
    given.signalled(job.id(), "more");
    given.signalled(job.id(), "s2");
    assertThat(got(given.store.heartbeat(job.claim(), 1_000)).signals())
        .extracting(Signal::signalId)
        .containsExactly("more");
  }

  @Test
  @DisplayName("is refused when the job has ended")
  void ended() {
    for (JobId id : List.of(given.completed(), given.failed(), given.cancelled())) {
      Map<String, String> before = given.everything();
      assertRefused(Reason.ILLEGAL_STATE, given.store.signal(id, ANNA, ANNA, aSignal("s1")));
      assertThat(given.everything()).isEqualTo(before);
    }
  }
}
