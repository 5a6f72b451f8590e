package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Histogram;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.ModelCall;
import io.jobwire.model.WorkEvent;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The numbers of a day")
class DaysTest extends StoreSpec {
  private Days days;
  private long firstDay;

  @BeforeEach
  void nothingCounted() {
    days = new Days(given.link, given.keys);
    firstDay = got(days.today()).day();
  }

  @Test
  @DisplayName("have each create, each start and each end once, however often a step is repeated")
  void repeated() {
    JobId id = given.created();
    got(given.store.create(id, ANNA, HASH, AJob.usual().asked()));
    int partition = given.keys.partitionOf(id);
    given.claim(partition, "c1", 1, AJob.usual().slot());
    ClaimedJob job = given.claim(partition, "c1", 1, AJob.usual().slot()).get(0);
    got(given.store.complete(job.claim(), 1, NOTHING));
    got(given.store.complete(job.claim(), 1, NOTHING));
    given.failed();
    JobId waiting = given.created();
    got(given.store.cancel(waiting, ANNA, ANNA, null));
    got(given.store.cancel(waiting, ANNA, ANNA, null));
    assertThat(jobs())
        .returns(3L, TypeNumbers::created)
        .returns(1L, TypeNumbers::completed)
        .returns(1L, TypeNumbers::failed)
        .returns(1L, TypeNumbers::cancelled)
        .returns(2L, numbers -> numbers.waits().count())
        .returns(2L, numbers -> numbers.runs().count());
  }

  @Test
  @DisplayName("have a wait for each start, from when it was due, and a run from the first start")
  void waitsAndRuns() {
    AJob job = AJob.usual().attempts(2).backoff(Backoff.Kind.FIXED, 0, 0);
    ClaimedJob first = given.running(job);
    wasReady(first.id(), 5_000);
    got(given.store.fail(first.claim(), 1, ERROR, true));
    got(given.link.send(command("HSET", given.keys.job(first.id()), "started", ago(90_000))));
    got(given.link.send(command("HSET", given.keys.job(first.id()), "runAt", ago(40_000))));
    ClaimedJob second = given.claimed(first.id(), job);
    assertThat(jobs().waits().percentile(99)).isBetween(38_000L, 44_000L);
    assertThat(jobs().waits().percentile(1)).isLessThan(5_000);
    got(given.store.fail(second.claim(), 1, ERROR, true));
    assertThat(jobs())
        .returns(1L, TypeNumbers::failed)
        .returns(2L, numbers -> numbers.waits().count())
        .returns(1L, numbers -> numbers.runs().count());
    assertThat(jobs().runs().percentile(50)).isBetween(86_000L, 96_000L);
  }

  @Test
  @DisplayName("do not have the wait of a delayed job before it was due")
  void delayed() {
    JobId id = given.created(AJob.usual().delayMs(3_600_000)).id();
    got(given.link.send(command("HSET", given.keys.job(id), "runAt", ago(7_000))));
    got(given.link.send(command("ZADD", given.beside(id, "due"), "1", id.value())));
    given.claimed(id);
    assertThat(jobs().waits().percentile(50)).isBetween(6_700L, 8_500L);
  }

  @Test
  @DisplayName("have what the sweep ends: out of attempts, and what nobody watches")
  void swept() {
    AJob once = AJob.usual().attempts(1);
    JobId id = given.created(once).id();
    given.sweptBefore(id);
    ClaimedJob job = given.claimed(id, once);
    got(given.withLease(0).store.heartbeat(job.claim(), 0));
    given.swept(id);
    given.swept(id);
    assertThat(jobs()).returns(1L, TypeNumbers::failed).returns(0L, TypeNumbers::completed);
  }

  @Test
  @DisplayName("have each model's call once, and no chunk")
  void calls() {
    ClaimedJob job = given.running();
    List<WorkEvent> told =
        List.of(chunk("a", 0), call(ModelCall.of(120, 2_000, 50)), call(ModelCall.of(7.9, 9, -1)));
    got(given.store.append(job.claim(), 1, 0, told));
    got(given.store.append(job.claim(), 1, 0, told));
    DayNumbers numbers = numbers();
    assertThat(numbers.modelCalls().count()).isEqualTo(2);
    assertThat(numbers.firstTokens().percentile(1)).isEqualTo(7);
    assertThat(numbers.firstTokens().percentile(99)).isBetween(117L, 123L);
    assertThat(numbers.tokenRates().count()).isEqualTo(1);
    assertThat(numbers.tokenRates().percentile(50)).isBetween(24_250L, 25_750L);
  }

  @Test
  @DisplayName("are bounded: types without end are counted together, and none is lost")
  void bounded() {
    long today = got(days.today()).day();
    List<JobId> ids = given.idsTogether(30);
    String book = given.beside(ids.get(0), "day:" + today);
    String fill = "for i = 1, 1990 do redis.call('HSET', KEYS[1], 'created:old' .. i, 1) end";
    got(given.link.send(command("EVAL", fill, "1", book)));
    for (int i = 0; i < ids.size(); i++) {
      given.created(ids.get(i), AJob.usual().type("type-" + i));
    }
    assertThat(got(given.link.send(command("HLEN", book))).toLong()).isEqualTo(2_001);
    DayNumbers numbers = got(days.numbers(today));
    assertThat(numbers.jobs().created()).isEqualTo(1_990 + ids.size());
    assertThat(numbers.types().get(DayNumbers.OTHER).created()).isEqualTo(20);
  }

  @Test
  @DisplayName("are kept for 90 days and not for ever")
  void kept() {
    JobId id = given.created();
    String key = given.beside(id, "day:" + got(days.today()).day());
    assertThat(got(given.link.send(command("TTL", key))).toLong())
        .isBetween(90 * 86_400L, 91 * 86_400L);
  }

  @Test
  @DisplayName("under whose name lies something else stop a step before it has begun")
  void foreign() {
    ClaimedJob job = given.running();
    JobId id = given.created();
    String book = given.beside(job.id(), "day:" + got(days.today()).day());
    String other = given.beside(id, "day:" + got(days.today()).day());
    got(given.link.send(command("DEL", book)));
    got(given.link.send(command("DEL", other)));
    got(given.link.send(command("RPUSH", book, "foreign")));
    got(given.link.send(command("SET", other, "foreign")));
    Map<String, String> before = given.everything();
    List<Future<?>> steps =
        List.of(
            given.store.complete(job.claim(), 1, NOTHING),
            given.store.append(job.claim(), 1, 0, List.of(call(ModelCall.of(1, 1, 1)))),
            given.store.cancel(id, ANNA, ANNA, null),
            given.claims.claim(given.keys.partitionOf(id), "w", "c", 1, AJob.usual().slot()));
    steps.forEach(step -> assertThat(catchThrowable(() -> got(step))).isNotNull());
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("lie in the same buckets for the scripts and for us")
  void buckets() {
    String count =
        """
        local at, now = '', 0
        local function whole(number) return string.format('%.0f', number) end
        """
            + include()
            + """
            for i, value in ipairs(ARGV) do ARGV[i] = bucket(tonumber(value)) end
            return ARGV
            """;
    List<String> values = new ArrayList<>();
    for (long value = 0; value < 200; value++) {
      values.add(Long.toString(value));
    }
    for (int power = 7; power <= 41; power++) {
      values.add(Long.toString((1L << power) - 1));
      values.add(Long.toString(1L << power));
      values.add(Long.toString(Math.min(1L << 41, (1L << power) * 17 / 16)));
    }
    List<String> arguments = new ArrayList<>(List.of(count, "0"));
    arguments.addAll(values);
    assertThat(
            Replies.texts(
                got(
                    new Given(Layout.ONE_PARTITION)
                        .link.send(command("EVAL", arguments.toArray(String[]::new))))))
        .isEqualTo(
            values.stream()
                .map(value -> Integer.toString(Histogram.bucket(Long.parseLong(value))))
                .toList());
  }

  private static String include() {
    try (InputStream file = DaysTest.class.getResourceAsStream("/redis/include/day.lua")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static WorkEvent call(ModelCall call) {
    return WorkEvent.call(call, new JsonText("{}"));
  }

  /** Midnight may pass while a test runs. */
  private DayNumbers numbers() {
    DayNumbers numbers = got(days.numbers(firstDay));
    long today = got(days.today()).day();
    if (today > firstDay) {
      numbers.add(got(days.numbers(today)));
    }
    return numbers;
  }

  private TypeNumbers jobs() {
    return numbers().jobs();
  }

  private String ago(long ms) {
    return Long.toString(given.now() - ms);
  }

  private void wasReady(JobId id, long ms) {
    got(given.link.send(command("HSET", given.keys.job(id), "readyAt", ago(ms))));
  }
}
