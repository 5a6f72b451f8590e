package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.WorkEvent;
import io.jobwire.redis.Ear.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Announced is")
class AnnouncementTest extends StoreSpec {
  private static final Set<String> NOTICED =
      Set.of(
          "job:created:v1",
          "job:running:v1",
          "job:retrying:v1",
          "job:resumed:v1",
          "job:completed:v1",
          "job:failed:v1",
          "job:cancelled:v1");

  @Test
  @DisplayName("every event, as it stands in the log, chained to the one before")
  void everyEvent() {
    try (Ear ear = Ear.at(layout.address(), given.keys.prefix() + ":s:*:job:*")) {
      JobId id = aLife();
      List<Event> log = given.events(id);
      List<Message> heard = ear.messages(log.size());
      assertThat(heard).hasSameSizeAs(log);
      String before = "-";
      for (int i = 0; i < log.size(); i++) {
        Event event = log.get(i);
        assertThat(heard.get(i))
            .isEqualTo(
                new Message(
                    given.keys.channel(id),
                    event.position().toString(),
                    before,
                    event.text().getBytes(StandardCharsets.UTF_8).length,
                    event.text()));
        before = event.position().instant();
      }
    }
  }

  @Test
  @DisplayName("an event over 64 KiB by its header alone")
  void large() {
    try (Ear ear = Ear.at(layout.address(), given.keys.prefix() + ":s:*:job:*")) {
      ClaimedJob job = given.running();
      int frame = given.last(job.id()).text().length() * 2;
      got(given.store.append(job.claim(), 1, 0, List.of(padded(65_536 - frame), padded(65_536))));
      List<Message> heard = ear.messages(4);
      assertThat(heard.get(2).body()).hasSize(heard.get(2).length());
      assertThat(heard.get(3).body()).isEmpty();
      assertThat(heard.get(3).length()).isGreaterThan(65_536);
      assertThat(heard.get(3).position()).isEqualTo(given.last(job.id()).position().toString());
    }
  }

  @Test
  @DisplayName("on its owner's channel what happens to a job, and nothing of what happens in it")
  void notices() {
    try (Ear ear = Ear.at(layout.address(), given.keys.userChannel(ANNA))) {
      JobId id = aLife();
      List<String> whatHappened =
          given.events(id).stream()
              .filter(event -> NOTICED.contains(event.type()))
              .map(event -> event.text().replaceFirst("}$", ",\"notice\":true}"))
              .toList();
      List<Message> heard = ear.messages(whatHappened.size());
      assertThat(heard).extracting(Message::body).isEqualTo(whatHappened);
      assertThat(heard).allMatch(message -> message.position().equals("notice"));
    }
  }

  @Test
  @DisplayName("there too that it failed, or that a sweep took it from its worker")
  void noticesOfWhatNobodyAsked() {
    try (Ear ear = Ear.at(layout.address(), given.keys.userChannel(ANNA))) {
      JobId failed = given.failed();
      JobId orphan = given.created();
      given.sweptBefore(orphan);
      ClaimedJob lost = given.claimed(orphan);
      got(given.withLease(0).store.heartbeat(lost.claim(), 0));
      given.swept(orphan);
      assertThat(given.types(failed)).endsWith("job:failed:v1");
      assertThat(given.types(orphan)).endsWith("job:retrying:v1");
      assertThat(ear.messages(6))
          .extracting(message -> message.body().replaceFirst(".*?\"type\":\"([^\"]*)\".*", "$1"))
          .containsExactly(
              "job:created:v1",
              "job:running:v1",
              "job:failed:v1",
              "job:created:v1",
              "job:running:v1",
              "job:retrying:v1");
    }
  }

  @Test
  @DisplayName("to its worker that a job was cancelled, taken, or has a signal")
  void worker() {
    try (Ear ear = Ear.at(layout.address(), given.keys.controlPattern())) {
      ClaimedJob first = given.running();
      given.signalled(first.id(), "s1");
      got(given.store.cancel(first.id(), ANNA, ANNA, null));
      JobId id = given.created();
      given.sweptBefore(id);
      ClaimedJob second = given.claimed(id);
      got(given.withLease(0).store.heartbeat(second.claim(), 0));
      given.swept(id);
      got(given.store.cancel(id, ANNA, ANNA, null));
      ClaimedJob third = given.running();
      given.signalled(third.id(), "s2");

      eventually(() -> ear.bodies().size() == 4);
      assertThat(ear.bodies())
          .containsExactlyInAnyOrder(
              "signal " + first.claim().lease(),
              "ended " + first.claim().lease(),
              "ended " + second.claim().lease(),
              "signal " + third.claim().lease());
    }
  }

  @Test
  @DisplayName("nothing of what was refused or only repeated")
  void nothing() {
    try (Ear ear = Ear.at(layout.address(), given.keys.prefix() + ":s:*:job:*")) {
      ClaimedJob job = given.running();
      got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
      got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
      got(given.store.append(job.claim(), 5, 0, List.of(own(5))).otherwiseEmpty());
      got(given.store.complete(job.claim(), 2, NOTHING));
      got(given.store.complete(job.claim(), 2, NOTHING));
      got(given.store.cancel(job.id(), ANNA, ANNA, null).otherwiseEmpty());
      JobId next = given.created();
      List<Message> heard = ear.messages(5);
      assertThat(heard).hasSize(5);
      assertThat(heard.get(4).channel()).isEqualTo(given.keys.channel(next));
    }
  }

  private JobId aLife() {
    ClaimedJob first = given.running();
    got(given.store.append(first.claim(), 1, 0, List.of(chunk("é🚲", 0), own(2))));
    given.signalled(first.id(), "s1");
    got(given.store.checkpoint(first.claim(), 3, 0, NOTHING, NOTHING));
    got(given.store.fail(first.claim(), 4, ERROR, true));
    got(given.store.release(given.claimed(first.id()).claim(), 1));
    got(given.store.cancel(first.id(), ANNA, ANNA, null));
    got(given.store.resume(first.id(), ANNA, ANNA));
    got(given.store.complete(given.claimed(first.id()).claim(), 1, NOTHING));
    return first.id();
  }

  private static WorkEvent padded(int bytes) {
    return WorkEvent.of("x:pad:v1", new JsonText("{\"pad\":\"" + "a".repeat(bytes) + "\"}"));
  }
}
