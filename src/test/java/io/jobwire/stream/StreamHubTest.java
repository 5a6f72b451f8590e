package io.jobwire.stream;

import static io.jobwire.stream.Watched.ANNA;
import static io.jobwire.stream.Watched.chunk;
import static io.jobwire.stream.Watched.eventually;
import static io.jobwire.stream.Watched.got;
import static io.jobwire.stream.Watched.own;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Fold;
import io.jobwire.model.FullState;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.WorkEvent;
import io.jobwire.redis.JobLog;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who follows a stream")
class StreamHubTest {
  private static final int LIMIT = 64 << 10;

  /** A socket that is not yet full takes all of one turn: 256 KiB, one more event, and frames. */
  private static final int A_TURN = 300 << 10;

  private static final JsonText RESULT = new JsonText("{\"ok\":true}");

  private Watched watched = new Watched(RedisServer.shared(), 100_000, 500);

  @AfterEach
  void end() {
    watched.close();
  }

  private void held(long events) {
    watched.close();
    watched = new Watched(RedisServer.shared(), events, 500);
  }

  private List<String> log(JobId id) {
    return got(watched.store.state(id, ANNA)).events().stream()
        .map(event -> Fold.parse(event.text()).toString())
        .toList();
  }

  private JobId recorded() {
    ClaimedJob job = watched.running("recorded");
    got(watched.store.append(job.claim(), 1, 0, List.of(chunk("Grüße 😀 "), own(1))));
    got(watched.store.checkpoint(job.claim(), 3, 0, RESULT, JsonText.EMPTY_OBJECT));
    got(watched.store.append(job.claim(), 4, 0, List.of(chunk("lost"), own(2))));
    JsonText error = new JsonText("{\"code\":\"c\",\"message\":\"m\"}");
    got(watched.store.fail(job.claim(), 6, error, true));
    ClaimedJob again = watched.claimed();
    got(watched.store.append(again.claim(), 1, 0, List.of(chunk("kept"))));
    got(watched.store.complete(again.claim(), 2, RESULT));
    return job.id();
  }

  @Test
  @DisplayName("gets exactly what follows his position, from each of them, and then the end")
  void fromEachPosition() {
    JobId id = recorded();
    List<String> canonical = log(id);
    for (int k = 0; k <= canonical.size(); k++) {
      String after = k == 0 ? "0" : Fold.parse(canonical.get(k - 1)).get("id").textValue();
      TestViewer viewer = new TestViewer();
      Follower follower = watched.follow(viewer, id, after);
      eventually("the end after " + k, () -> viewer.has("stream:end:v1"));
      List<String> joined = new ArrayList<>(canonical.subList(0, k));
      joined.addAll(viewer.events());
      assertThat(joined).isEqualTo(canonical);
      assertThat(viewer.all().get(0).get("data").get("mode").textValue()).isEqualTo("complete");
      assertThat(viewer.last("stream:live:v1").get("seq").asInt()).isEqualTo(canonical.size());
      eventually("flushed", viewer::isFlushed);
      watched.onLoop(
          () -> {
            follower.close();
            return null;
          });
    }
  }

  @Test
  @DisplayName("waits for each page until he may have more, and has all of it then")
  void paced() {
    JobId id = recorded();
    Slow slow = new Slow();
    TestViewer viewer = new TestViewer().allowed(slow);
    watched.follow(viewer, id, null);
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.events()).isEqualTo(log(id));
    assertThat(slow.asked).isGreaterThan(2);
    assertThat(slow.had).isGreaterThan(log(id).stream().mapToLong(String::length).sum());
  }

  @Test
  @DisplayName("and has left while he waits asks no more, and is given nothing")
  void leavesWhileWaiting() {
    JobId id = recorded();
    Slow slow = new Slow();
    TestViewer gone = new TestViewer().allowed(slow);
    Follower follower = watched.follow(gone, id, null);
    eventually("waiting", () -> slow.asked > 0);
    int asked =
        watched.onLoop(
            () -> {
              follower.close();
              return slow.asked;
            });
    TestViewer stays = new TestViewer().allowed(new Slow());
    watched.follow(stays, id, null);
    eventually("the end", () -> stays.has("stream:end:v1"));
    assertThat(gone.all()).isEmpty();
    assertThat(slow.asked).isEqualTo(asked);
  }

  /** Lets nothing through before it was asked a few times. */
  private static final class Slow implements Allowance {
    private static final int TIMES = 4;
    volatile int asked;
    volatile long had;

    @Override
    public long waitMs() {
      asked++;
      return asked % TIMES == 0 ? 0 : 20;
    }

    @Override
    public void had(Parcel parcel) {
      had += parcel.length();
    }
  }

  @Test
  @DisplayName("hears each event as it comes, and the end, and what follows a resume")
  void live() {
    ClaimedJob job = watched.running("live");
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    for (int n = 1; n <= 100; n++) {
      got(watched.store.append(job.claim(), n, 0, List.of(own(n))));
    }
    got(watched.store.cancel(job.id(), ANNA, ANNA, null));
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.last("stream:end:v1").get("state").textValue()).isEqualTo("cancelled");
    got(watched.store.resume(job.id(), ANNA, ANNA));
    eventually("the resume", () -> viewer.has("job:resumed:v1"));
    assertThat(viewer.events()).isEqualTo(log(job.id()));
    assertThat(viewer.all("stream:open:v1")).hasSize(1);
  }

  @Test
  @DisplayName("misses and doubles nothing, whenever he comes while others write at full speed")
  void comesAtAnyTime() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ClaimedJob job = watched.running("busy");
    List<TestViewer> viewers = new ArrayList<>();
    int writes = 400;
    for (int n = 0; n < writes; n++) {
      int first = n * 5 + 1;
      List<WorkEvent> events = IntStream.range(first, first + 5).mapToObj(Watched::own).toList();
      var written = watched.store.append(job.claim(), first, 0, events);
      if (random.nextInt(3) == 0) {
        TestViewer viewer = new TestViewer(random.nextBoolean() ? 256 << 10 : 8 << 10);
        viewers.add(viewer);
        watched.follow(viewer, job.id(), null);
      }
      if (!viewers.isEmpty() && random.nextInt(20) == 0) {
        viewers.get(random.nextInt(viewers.size())).stopsReading();
      }
      if (!viewers.isEmpty() && random.nextInt(20) == 0) {
        viewers.get(random.nextInt(viewers.size())).readsAgain();
      }
      if (random.nextInt(10) == 0) {
        got(written);
      }
    }
    got(watched.store.complete(job.claim(), writes * 5 + 1, RESULT));
    viewers.forEach(TestViewer::readsAgain);
    List<String> log = log(job.id());
    for (TestViewer viewer : viewers) {
      eventually("the end", () -> viewer.has("stream:end:v1"));
      assertThat(viewer.events()).isEqualTo(log);
    }
  }

  @Test
  @DisplayName("costs no more than his socket holds while he does not read, and then gets all")
  void stalled() {
    ClaimedJob job = watched.running("slow");
    TestViewer viewer = new TestViewer(LIMIT);
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    viewer.stopsReading();
    String text = "x".repeat(1_000);
    for (int n = 1; n <= 1_000; n++) {
      watched.store.append(job.claim(), n, 0, List.of(chunk(text)));
    }
    got(watched.store.complete(job.claim(), 1_001, RESULT));
    assertThat(viewer.unfinished()).isLessThan(LIMIT + A_TURN);
    viewer.readsAgain();
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.events()).isEqualTo(log(job.id()));
  }

  @Test
  @DisplayName("gets a declared snapshot where the backlog is too short, its output in parts")
  void snapshot() {
    held(3);
    ClaimedJob job = watched.running("long");
    String text = "äö😀".repeat(2_000);
    for (int n = 1; n <= 20; n++) {
      got(watched.store.append(job.claim(), n, 0, List.of(chunk("x".repeat(n % 4) + text))));
    }
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    JsonNode open = viewer.all().get(0).get("data");
    assertThat(open.get("mode").textValue()).isEqualTo("snapshot");
    assertThat(open.get("reason").textValue()).isEqualTo("first");
    assertThat(open.get("missing").toString()).isEqualTo("[1,22]");
    assertThat(viewer.all("stream:output:v1").size()).isGreaterThan(4);
    got(watched.store.complete(job.claim(), 21, RESULT));
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.fold().view()).isEqualTo(viewNow(job.id()));
  }

  @Test
  @DisplayName("is given another snapshot when a new attempt cuts the text under it")
  void snapshotCut() {
    held(2);
    ClaimedJob job = watched.running("cut");
    for (int n = 1; n <= 10; n++) {
      got(watched.store.append(job.claim(), n, 0, List.of(chunk("y".repeat(60_000)))));
    }
    TestViewer viewer = new TestViewer(200 << 10);
    viewer.stopsReading();
    watched.follow(viewer, job.id(), null);
    eventually("a part", () -> viewer.has("stream:output:v1"));
    JsonText error = new JsonText("{\"code\":\"c\",\"message\":\"m\"}");
    got(watched.store.fail(job.claim(), 11, error, true));
    ClaimedJob again = watched.claimed();
    got(watched.store.append(again.claim(), 1, 0, List.of(chunk("new"))));
    got(watched.store.complete(again.claim(), 2, RESULT));
    viewer.readsAgain();
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.fold().view()).isEqualTo(viewNow(job.id()));
    assertThat(viewer.all("stream:open:v1").size()).isGreaterThan(1);
  }

  @Test
  @DisplayName("is told why his position does not hold")
  void positions() {
    JobId id = recorded();
    List<String> canonical = log(id);
    String real = Fold.parse(canonical.get(3)).get("id").textValue();
    String epoch = real.substring(0, real.indexOf('.'));
    assertThat(reset(id, "nonsense")).isEqualTo("position-invalid");
    assertThat(reset(id, epoch + ".4.1")).isEqualTo("history-rewound");
    assertThat(reset(id, epoch + ".4000.1")).isEqualTo("history-rewound");
    String other = (epoch.charAt(0) == 'a' ? 'b' : 'a') + epoch.substring(1);
    assertThat(reset(id, other + real.substring(real.indexOf('.')))).isEqualTo("epoch-changed");
  }

  private String reset(JobId id, String after) {
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, id, after);
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.fold().view()).isEqualTo(viewNow(id));
    JsonNode open = viewer.all().get(0).get("data");
    assertThat(open.get("mode").textValue()).isEqualTo("snapshot");
    return open.get("reason").textValue();
  }

  private JsonNode viewNow(JobId id) {
    FullState state = got(watched.store.state(id, ANNA));
    return Fold.foldable(Fold.parse(state.json().text()));
  }

  @Test
  @DisplayName("is refused what is not there, and what is somebody else's, in the same words")
  void notThere() {
    JobId id = recorded();
    TestViewer nobody = new TestViewer();
    watched.follow(nobody, new JobId("nothing"), null);
    TestViewer ben = new TestViewer();
    watched.follow(ben, new Follow(new StreamName.OfJob(id), "ben", null, false));
    eventually("both refused", () -> nobody.refusal() != null && ben.refusal() != null);
    assertThat(ben.refusal()).hasMessage(nobody.refusal().getMessage());
    assertThat(ben.refusal().reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(ben.all()).isEmpty();
  }

  @Test
  @DisplayName("learns by the heartbeat what nobody announced")
  void unannounced() {
    ClaimedJob job = watched.running("quiet");
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    unannounced(viewer, "quiet");
    eventually("the third", () -> viewer.seq() == 3);
    assertThat(viewer.events()).isEqualTo(log(job.id()));
  }

  /** A third event that only the log knows of. */
  private void unannounced(TestViewer viewer, String job) {
    String prefix = watched.keys.prefix() + ":{0}:";
    String epoch = viewer.last("stream:open:v1").get("position").textValue().split("\\.")[0];
    String event =
        "{\"id\":\"%s.3.zzzzzzzzzz\",\"seq\":3,\"at\":1,\"type\":\"x:a:v1\",\"jobId\":\"%s\",\"attempt\":1,\"data\":{}}"
            .formatted(epoch, job);
    watched.redis.cli("XADD", prefix + "log:" + job, "3-0", "e", event);
    watched.redis.cli("HSET", prefix + "job:" + job, "seq", "3", "instant", "zzzzzzzzzz");
  }

  @Test
  @DisplayName("is told when Redis goes back in time under him, also when it gives numbers again")
  void rewound() {
    ClaimedJob job = watched.running("rewound");
    String prefix = watched.keys.prefix() + ":{0}:";
    for (int n = 1; n <= 5; n++) {
      got(watched.store.append(job.claim(), n, 0, List.of(own(n))));
    }
    watched.redis.cli("COPY", prefix + "job:rewound", prefix + "old:job");
    watched.redis.cli("COPY", prefix + "log:rewound", prefix + "old:log");
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    for (int n = 6; n <= 10; n++) {
      got(watched.store.append(job.claim(), n, 0, List.of(own(n))));
    }
    eventually("all", () -> viewer.seq() == 12);
    watched.redis.cli("COPY", prefix + "old:job", prefix + "job:rewound", "REPLACE");
    watched.redis.cli("COPY", prefix + "old:log", prefix + "log:rewound", "REPLACE");
    for (int n = 6; n <= 12; n++) {
      got(watched.store.append(job.claim(), n, 0, List.of(own(100 + n))));
    }
    eventually("a reset", () -> viewer.all("stream:open:v1").size() > 1);
    assertThat(viewer.last("stream:open:v1").get("reason").textValue())
        .isEqualTo("history-rewound");
    got(watched.store.complete(job.claim(), 13, RESULT));
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.fold().view()).isEqualTo(viewNow(job.id()));
  }

  @Test
  @DisplayName("is told when another event stands at his number, by the next that is announced")
  void anotherAtHisNumber() {
    ClaimedJob job = watched.running("another");
    String prefix = watched.keys.prefix() + ":{0}:";
    got(watched.store.append(job.claim(), 1, 0, List.of(own(1))));
    watched.redis.cli("COPY", prefix + "job:another", prefix + "old:job");
    watched.redis.cli("COPY", prefix + "log:another", prefix + "old:log");
    got(watched.store.append(job.claim(), 2, 0, List.of(own(2))));
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1") && viewer.seq() == 4);
    String epoch = viewer.last("stream:open:v1").get("position").textValue().split("\\.")[0];
    String event =
        "{\"id\":\"%s.4.zzzzzzzzzz\",\"seq\":4,\"at\":1,\"type\":\"x:a:v1\",\"jobId\":\"another\",\"attempt\":1,\"data\":{}}"
            .formatted(epoch);
    // In one step, so that mostly no heartbeat falls between it and the announced event.
    watched.redis.cli(
        "EVAL",
        "redis.call('COPY', KEYS[3], KEYS[1], 'REPLACE') redis.call('COPY', KEYS[4], KEYS[2], 'REPLACE')"
            + " redis.call('XADD', KEYS[2], '4-0', 'e', ARGV[1])"
            + " redis.call('HSET', KEYS[1], 'seq', '4', 'instant', 'zzzzzzzzzz')",
        "4",
        prefix + "job:another",
        prefix + "log:another",
        prefix + "old:job",
        prefix + "old:log",
        event);
    got(watched.store.append(job.claim(), 2, 0, List.of(own(3))));
    eventually("a reset", () -> viewer.all("stream:open:v1").size() > 1);
    assertThat(viewer.last("stream:open:v1").get("reason").textValue())
        .isEqualTo("history-rewound");
    got(watched.store.complete(job.claim(), 3, RESULT));
    eventually("the end", () -> viewer.has("stream:end:v1"));
    assertThat(viewer.fold().view()).isEqualTo(viewNow(job.id()));
  }

  @Test
  @DisplayName("leaves nothing behind")
  void leaves() {
    ClaimedJob job = watched.running("left");
    TestViewer viewer = new TestViewer();
    Follower follower = watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    int before = viewer.all().size();
    watched.onLoop(
        () -> {
          follower.close();
          follower.close();
          return null;
        });
    got(watched.store.append(job.claim(), 1, 0, List.of(own(1))));
    TestViewer next = new TestViewer();
    watched.follow(next, job.id(), null);
    eventually("the next one has it", () -> next.seq() == 3);
    assertThat(viewer.all()).hasSize(before);
  }

  @Test
  @DisplayName("does not have the log read again and again for a frame that it does not know")
  void unknownFrame() {
    ClaimedJob job = watched.running("forged");
    TestViewer viewer = new TestViewer();
    watched.follow(viewer, job.id(), null);
    eventually("live", () -> viewer.has("stream:live:v1"));
    String epoch = viewer.last("stream:open:v1").get("position").textValue().split("\\.")[0];
    long before = scriptCalls();
    for (int seq = 9; seq < 19; seq++) {
      watched.redis.cli(
          "PUBLISH",
          watched.keys.channel(job.id()),
          "%s.%d.zzzzzzzzzz yyyyyyyyyy 2\n{}".formatted(epoch, seq));
    }
    int beats = viewer.all("stream:live:v1").size();
    eventually("heartbeats", () -> viewer.all("stream:live:v1").size() > beats + 2);
    assertThat(scriptCalls() - before).isLessThan(40);
    got(watched.store.append(job.claim(), 1, 0, List.of(own(1))));
    eventually("what is real", () -> viewer.seq() == 3);
    assertThat(viewer.events()).isEqualTo(log(job.id()));
  }

  private long scriptCalls() {
    Matcher calls =
        Pattern.compile("cmdstat_evalsha:calls=(\\d+)")
            .matcher(watched.redis.cli("INFO", "commandstats").toString());
    assertThat(calls.find()).isTrue();
    return Long.parseLong(calls.group(1));
  }

  @Test
  @DisplayName("becomes live although he has read more than those who were, and they have gone")
  void lastOfTheLiveGoes() {
    watched.close();
    watched = new Watched(RedisServer.shared(), 100_000, 60_000);
    ClaimedJob job = watched.running("quiet");
    TestViewer first = new TestViewer();
    Follower goes = watched.follow(first, job.id(), null);
    eventually("live", () -> first.has("stream:live:v1"));
    unannounced(first, "quiet");
    TestViewer second = new TestViewer();
    watched.follow(second, job.id(), null);
    eventually("all of the log", () -> second.seq() == 3);
    watched.onLoop(
        () -> {
          goes.close();
          return null;
        });
    eventually("live", () -> second.has("stream:live:v1"));
    assertThat(second.events()).isEqualTo(log(job.id()));
  }

  @Test
  @DisplayName("hears that his own stream opens again when his socket was too full for a notice")
  void noticeMissed() {
    TestViewer viewer = new TestViewer(1 << 10);
    watched.follow(viewer, new Follow(new StreamName.OfUser(ANNA), ANNA, null, false));
    eventually("live", () -> viewer.has("stream:live:v1"));
    viewer.stopsReading();
    for (int n = 0; n < 20; n++) {
      watched.running("noticed-" + n);
    }
    watched.onLoop(() -> null);
    viewer.readsAgain();
    eventually("opened again", () -> viewer.all("stream:open:v1").size() == 2);
    long jobs = viewer.all("job:created:v1").size();
    assertThat(jobs).isLessThan(20);
  }

  @Test
  @DisplayName(
      "gets the part of a text that he asked for, whoever asks for another at the same time")
  void parts() {
    ClaimedJob job = watched.running("parts");
    got(watched.store.append(job.claim(), 1, 0, List.of(chunk("0123456789"))));
    String epoch = got(watched.store.view(job.id(), ANNA)).position().epoch();
    SharedReads reads = new SharedReads();
    Logs logs = new Logs(new JobLog(watched.link, watched.keys), null, reads);
    List<Future<Optional<byte[]>>> parts =
        watched.onLoop(
            () -> {
              var asked =
                  java.util.stream.Stream.of(4, 10, 4)
                      .map(to -> logs.part(job.id(), epoch, 1, 0, (long) to))
                      .toList();
              reads.send();
              return asked;
            });
    assertThat(parts)
        .extracting(part -> new String(got(part).orElseThrow()))
        .containsExactly("0123", "0123456789", "0123");
    assertThat(parts.get(2)).isSameAs(parts.get(0));
  }

  @Test
  @DisplayName("hears that the channel is confirmed also when his loop cannot keep up")
  void overloaded() {
    List<String> heard = new CopyOnWriteArrayList<>();
    Ear.Listener listener =
        new Ear.Listener() {
          @Override
          public void armed() {
            heard.add("armed");
          }

          @Override
          public void heard(Frame frame) {
            heard.add("heard");
          }

          @Override
          public void missed() {
            heard.add("missed");
          }
        };
    watched.onLoop(
        () -> {
          Ear ear = new Ear(watched.vertx, new Switchboard(1));
          Ear.Listening listening = ear.listen("channel", listener);
          Frame large = Frame.notice(new byte[9 << 20]);
          ear.hand(List.of(Ear.Mail.confirmed(listening), new Ear.Mail(listening, large, false)));
          return null;
        });
    eventually("all is heard", () -> heard.size() == 2);
    assertThat(heard).containsExactly("armed", "missed");
  }
}
