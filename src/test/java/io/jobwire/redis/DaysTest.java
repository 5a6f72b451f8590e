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
import io.jobwire.model.JobView;
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
  private static final int TYPES = 24;
  private static final int JOBS_OF_A_TYPE = 48;

  /** As README has it. */
  private static final long MOST_BYTES = 1_250_000;

  private static final long USUAL_BYTES = 4_500;

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

  /**
   * A day once had room for 2,000 names of type and bucket, first come: from seven types on, the
   * rare outcomes of each and the ends of its percentiles counted as another type's.
   */
  @Test
  @DisplayName("of two dozen types are those of an independent count, for each type by itself")
  void manyTypes() {
    List<JobId> ids = given.idsTogether(TYPES * JOBS_OF_A_TYPE);
    for (int i = 0; i < TYPES; i++) {
      String type = "type-" + i;
      Count count = played(type, i, ids.subList(i * JOBS_OF_A_TYPE, (i + 1) * JOBS_OF_A_TYPE));
      assertThat(numbers().types().get(type))
          .as(type)
          .returns((long) JOBS_OF_A_TYPE, TypeNumbers::created)
          .returns(count.completed, TypeNumbers::completed)
          .returns(count.failed, TypeNumbers::failed)
          .returns(count.cancelled, TypeNumbers::cancelled)
          .satisfies(numbers -> assertPercentiles(numbers.waits(), count.waits))
          .satisfies(numbers -> assertPercentiles(numbers.runs(), count.runs));
    }
    assertThat(numbers().types()).hasSize(TYPES);
    assertThat(numbers().jobs().created()).isEqualTo(TYPES * JOBS_OF_A_TYPE);
  }

  private static final class Count {
    private final List<Long> waits = new ArrayList<>();
    private final List<Long> runs = new ArrayList<>();
    private long completed;
    private long failed;
    private long cancelled;
  }

  /**
   * Each job waits and runs for a time of its own; each twelfth fails, each twelfth is cancelled.
   */
  private Count played(String type, int number, List<JobId> ids) {
    AJob job = AJob.usual().type(type).attempts(1);
    ids.forEach(id -> given.created(id, job));
    long before = given.now();
    List<Long> ready = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      ready.add(before - Math.round(20 * Math.pow(1.12, i)) - number);
      set(ids.get(i), "readyAt", ready.get(i));
    }
    int partition = given.keys.partitionOf(ids.get(0));
    List<ClaimedJob> claimed = given.claim(partition, ids.size(), Map.of(type, ids.size()));
    Count count = new Count();
    for (int i = 0; i < ids.size(); i++) {
      JobId id = ids.get(i);
      assertThat(claimed.get(i).id()).isEqualTo(id);
      count.waits.add(given.last(id).at() - ready.get(i));
      set(id, "started", before - Math.round(30 * Math.pow(1.15, i)) - number);
      end(claimed.get(i), i % 12, count);
    }
    return count;
  }

  private void end(ClaimedJob job, int how, Count count) {
    if (how == 5) {
      got(given.store.cancel(job.id(), ANNA, ANNA, null));
      count.cancelled++;
      return;
    }
    if (how == 7) {
      got(given.store.fail(job.claim(), 1, ERROR, true));
      count.failed++;
    } else {
      got(given.store.complete(job.claim(), 1, NOTHING));
      count.completed++;
    }
    JobView ended = given.view(job.id());
    count.runs.add(ended.finishedAt() - ended.startedAt());
  }

  private static void assertPercentiles(Histogram told, List<Long> exact) {
    List<Long> sorted = exact.stream().sorted().toList();
    assertThat(told.count()).isEqualTo(sorted.size());
    for (int percentile : new int[] {1, 50, 95, 99}) {
      long value = sorted.get((sorted.size() * percentile + 99) / 100 - 1);
      assertThat((double) told.percentile(percentile))
          .as("p" + percentile)
          .isBetween(
              value * (1 - Histogram.RELATIVE_ERROR), value * (1 + Histogram.RELATIVE_ERROR));
    }
  }

  @Test
  @DisplayName("are bounded: types beyond the first 64 are counted together, and none is lost")
  void bounded() {
    List<JobId> ids = given.idsTogether(70);
    for (int i = 0; i < ids.size(); i++) {
      AJob job = AJob.usual().type("type-" + i);
      given.created(ids.get(i), job);
      got(given.store.complete(given.claimed(ids.get(i), job).claim(), 1, NOTHING));
    }
    Map<String, TypeNumbers> types = numbers().types();
    assertThat(types).hasSize(65).doesNotContainKeys("type-64", "type-69");
    for (String one : List.of("type-0", "type-63")) {
      assertThat(types.get(one)).returns(1L, TypeNumbers::completed);
    }
    assertThat(types.get(DayNumbers.OTHER))
        .returns(6L, TypeNumbers::created)
        .returns(6L, TypeNumbers::completed)
        .returns(6L, numbers -> numbers.waits().count())
        .returns(6L, numbers -> numbers.runs().count());
  }

  @Test
  @DisplayName("are bounded: 64 types of the longest names with all lengths cost what is said here")
  void mostMemory() {
    String fill =
        """
        local kind = counted(string.rep('x', 61) .. ARGV[1])
        for _, what in ipairs({ 'created', 'completed:-', 'failed:-', 'cancelled:-' }) do tally(what, kind) end
        for doubling = 0, math.floor(bucket(2 ^ 60) / 16) do
          for _, what in ipairs({ 'waited', 'ran' }) do
            redis.call('HSET', spreadOf(0), what .. ':' .. doubling .. ':' .. kind, string.rep('99999 ', 16))
          end
        end
        """;
    assertThat(memory(fill, 70)).as("bytes of a day and partition").isLessThan(MOST_BYTES);
  }

  @Test
  @DisplayName("of an ordinary day cost little: five types, 40,000 jobs")
  void usualMemory() {
    String fill =
        """
        math.randomseed(ARGV[1])
        for i = 1, 400 do
          local kind = ({ 'mail', 'thumbnail', 'search', 'agent', 'export-pdf' })[i % 5 + 1]
          tally('created', kind)
          measure('waited', kind, math.random() ^ 4 * 2000)
          tally((math.random() < 0.02 and 'failed' or 'completed') .. ':-', kind)
          measure('ran', kind, 10 ^ (i % 5) * (0.5 + math.random() ^ 2 * 3))
        end
        """;
    assertThat(memory(fill, 100)).as("bytes of a day and partition").isLessThan(USUAL_BYTES);
  }

  /** What the day's numbers take in Redis once this has counted into them, so many times. */
  private long memory(String fill, int times) {
    Given own = new Given(Layout.ONE_PARTITION);
    String script =
        "local at, now = '%s:{0}:', 0\n".formatted(own.keys.prefix())
            + "local function whole(number) return string.format('%.0f', number) end\n"
            + include()
            + fill
            + "return redis.call('MEMORY', 'USAGE', bookOf(0), 'SAMPLES', 0)"
            + " + redis.call('MEMORY', 'USAGE', spreadOf(0), 'SAMPLES', 0)";
    long bytes = 0;
    for (int i = 0; i < times; i++) {
      bytes = got(own.link.send(command("EVAL", script, "0", "" + (100 + i)))).toLong();
    }
    System.out.println("DaysTest: a day takes " + bytes + " bytes");
    return bytes;
  }

  @Test
  @DisplayName("of days from before are read: each bucket was a number of its own then")
  void olderLayout() {
    given.completed();
    JobId id = given.created();
    String book = given.beside(id, "day:" + got(days.today()).day());
    got(
        given.link.send(
            command(
                "HSET",
                book,
                "created:mail",
                "9",
                "created:*",
                "2",
                "waited:17:mail",
                "5",
                "completed:100:mail",
                "3",
                "failed:101:mail",
                "2",
                "cancelled:-:mail",
                "1",
                "first:20:*",
                "4")));
    assertThat(numbers().types().get("mail"))
        .returns(4L, TypeNumbers::completed)
        .returns(2L, TypeNumbers::failed)
        .returns(1L, TypeNumbers::cancelled)
        .returns(6L, numbers -> numbers.waits().count())
        .returns(6L, numbers -> numbers.runs().count());
    assertThat(jobs().runs().percentile(99)).isEqualTo(Histogram.middle(101));
    assertThat(numbers().types().get(DayNumbers.OTHER).created()).isEqualTo(2);
    assertThat(numbers().firstTokens().count()).isEqualTo(4);
  }

  @Test
  @DisplayName("are kept for 90 days and not for ever")
  void kept() {
    JobId id = given.completed();
    String book = given.beside(id, "day:" + got(days.today()).day());
    for (String key : List.of(book, book + ":spread")) {
      assertThat(got(given.link.send(command("TTL", key))).toLong())
          .as(key)
          .isBetween(90 * 86_400L, 91 * 86_400L);
    }
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

  private void set(JobId id, String field, long value) {
    got(given.link.send(command("HSET", given.keys.job(id), field, Long.toString(value))));
  }
}
