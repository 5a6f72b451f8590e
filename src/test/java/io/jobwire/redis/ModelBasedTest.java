package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.JsonText;
import io.jobwire.model.Position;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Signal;
import io.jobwire.model.WorkEvent;
import io.jobwire.model.Written;
import io.jobwire.redis.JobStore.Cancelled;
import io.jobwire.redis.Queues.Depth;
import io.jobwire.redis.Sweeps.Outcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Many jobs, moved at random: right and wrong leases, repeated and skipped numbers, cancels,
 * resumes, removals, tiny backlogs. Each answer must be the model's, and after each round each
 * job's view must be the fold of everything that was ever announced of it. To repeat a run give its
 * printed seed: {@code -Djobwire.seed=…}.
 */
@DisplayName("Jobs moved at random")
class ModelBasedTest {
  private static final int STEPS = Integer.getInteger("jobwire.steps", 24_000);
  private static final int JOBS = 48;
  private static final int OUTPUT_BYTES = 36;
  private static final long LEASE_MS = 60_000;
  private static final long HOUR_MS = 3_600_000;
  private static final List<String> TEXTS = List.of("a", "é", "漢字", "🚲🚲", "\u0000", "0123456789");

  private static final List<String> OWNERS = List.of(ANNA, BEN, "{0}:job ✂ *", "{0}:job ✂");
  private static final Weights WEIGHTS = new Weights(Map.of(BEN, 3));

  private final long seed = Long.getLong("jobwire.seed", System.nanoTime() & 0xffff_ffffL);
  private final Random chance = new Random(seed);
  private final Given given = new Given(Layout.ONE_PARTITION);
  private final Map<StoreLimits, Given> held = new HashMap<>();
  private final Scribe scribe = new Scribe();
  private final List<Player> players = new ArrayList<>();
  private final Map<String, Integer> met = new TreeMap<>();
  private final ModelTurns turns = new ModelTurns(WEIGHTS);
  private int steps;

  /** What was asked, and which answer it must get. */
  private record Asked(String what, Future<String> answer, String expected) {}

  /** One job after another, each with its model and its history. */
  private final class Player {
    private final List<String> trace = new ArrayList<>();
    private ModelJob job;
    private History history;
    private Position lastLife;
    private int announced;

    private final List<Supplier<Asked>> moves =
        List.of(
            this::append,
            this::append,
            this::append,
            this::append,
            this::append,
            this::append,
            this::append,
            this::append,
            this::checkpoint,
            this::complete,
            this::fail,
            this::release,
            this::heartbeat,
            this::die,
            this::signal,
            this::cancel,
            this::resume,
            this::resume,
            this::remove,
            this::createAgain);

    private Asked move() {
      Asked asked = job == null || job.removed ? createOrStray() : any(moves).get();
      trace.add(asked.what + " => " + asked.expected);
      return asked;
    }

    private Asked createOrStray() {
      return job != null && chance.nextInt(4) == 0 ? any(moves).get() : create();
    }

    private Asked create() {
      boolean sameId = job != null && chance.nextBoolean();
      JobId id = sameId ? job.id : new JobId("m" + Ids.random(8));
      lastLife = sameId && history.top() > 0 ? history.position(history.top()) : null;
      announced = sameId ? announced : 0;
      boolean delayed = chance.nextInt(6) == 0;
      job =
          new ModelJob(
                  id,
                  chance.nextInt(4) * 5 - 10,
                  1 + chance.nextInt(3),
                  chance.nextInt(3) == 0,
                  delayed)
              .of(any(OWNERS), turns);
      history = new History();
      StoreLimits limits = anyLimits();
      job.created(limits);
      return asked("create", create(limits, job.user, "hash"), "fresh");
    }

    private Asked createAgain() {
      if (job.removed) {
        return heartbeat();
      }
      String user = chance.nextBoolean() ? job.user : any(OWNERS);
      String hash = chance.nextBoolean() ? "hash" : "other";
      boolean same = user.equals(job.user) && hash.equals("hash");
      return asked(
          "create again by " + user + " with " + hash,
          create(anyLimits(), user, hash),
          same ? "exists" : ModelJob.refused(Reason.JOB_EXISTS));
    }

    private Future<String> create(StoreLimits limits, String user, String hash) {
      AJob ask =
          AJob.usual()
              .priority(job.priority)
              .attempts(job.maxAttempts)
              .backoff(Backoff.Kind.FIXED, job.waitsLong ? HOUR_MS : 0, 0)
              .delayMs(job.delayed ? HOUR_MS : 0);
      return to(limits)
          .create(job.id, user, hash, ask.asked())
          .map(made -> made.fresh() ? "fresh" : "exists");
    }

    private Asked append() {
      List<WorkEvent> events = Stream.generate(this::event).limit(1 + chance.nextInt(4)).toList();
      long first = Math.max(1, anyNumber() - chance.nextInt(3));
      String lease = anyLease();
      int saw = chance.nextInt(job.signals.size() + 1);
      StoreLimits limits = anyLimits();
      List<String> texts = events.stream().map(WorkEvent::detail).toList();
      return asked(
          "append %d of %d by %s %s".formatted(first, events.size(), lease, texts),
          written(to(limits).append(claim(lease), first, saw, events)),
          job.append(lease, first, saw, events, limits));
    }

    private WorkEvent event() {
      int n = chance.nextInt(100);
      return switch (chance.nextInt(5)) {
        case 0 -> Given.own(n);
        case 1 -> Given.task("task " + n % 5, n % 2 == 0 ? "active" : "done");
        case 2 -> Given.progress(n);
        default -> Given.chunk(any(TEXTS), n);
      };
    }

    private Asked checkpoint() {
      long number = anyNumber();
      String lease = anyLease();
      int saw = chance.nextInt(job.signals.size() + 1);
      StoreLimits limits = anyLimits();
      return asked(
          "checkpoint %d by %s".formatted(number, lease),
          written(to(limits).checkpoint(claim(lease), number, saw, NOTHING, NOTHING)),
          job.checkpoint(lease, number, saw, limits));
    }

    private Asked complete() {
      long number = anyNumber();
      String lease = anyLease();
      StoreLimits limits = anyLimits();
      return asked(
          "complete %d by %s".formatted(number, lease),
          written(to(limits).complete(claim(lease), number, new JsonText("[1.10]"))),
          job.complete(lease, number, limits));
    }

    private Asked fail() {
      long number = anyNumber();
      String lease = anyLease();
      boolean retryable = chance.nextInt(4) > 0;
      StoreLimits limits = anyLimits();
      return asked(
          "fail %d by %s, retryable %s".formatted(number, lease, retryable),
          written(
              to(limits)
                  .fail(claim(lease), number, ERROR, retryable)
                  .map(JobStore.Failed::written)),
          job.fail(lease, number, retryable, limits));
    }

    private Asked release() {
      long number = anyNumber();
      String lease = anyLease();
      StoreLimits limits = anyLimits();
      return asked(
          "release %d by %s".formatted(number, lease),
          written(to(limits).release(claim(lease), number)),
          job.release(lease, number, limits));
    }

    private Asked heartbeat() {
      String lease = anyLease();
      int saw = chance.nextInt(job.signals.size() + 1);
      return asked(
          "heartbeat by " + lease,
          told(given.store.heartbeat(claim(lease), saw)),
          job.heartbeat(lease, saw));
    }

    /** Its lease is over; the sweep of this round takes it. */
    private Asked die() {
      if (!job.isRunning()) {
        return heartbeat();
      }
      job.dying = true;
      Given over = given.withLease(0);
      return asked(
          "die", told(over.store.heartbeat(claim(job.lease), 0)), job.heartbeat(job.lease, 0));
    }

    private Asked signal() {
      boolean again = !job.signals.isEmpty() && chance.nextInt(3) == 0;
      String signalId = again ? any(job.signals) : "s" + Ids.random(6);
      StoreLimits limits = anyLimits();
      return asked(
          "signal " + signalId,
          to(limits).signal(job.id, job.user, job.user, Given.aSignal(signalId)).map("ok"),
          job.signal(signalId, limits));
    }

    private Asked cancel() {
      StoreLimits limits = anyLimits();
      return asked(
          "cancel",
          to(limits)
              .cancel(job.id, job.user, job.user, null)
              .map(Cancelled::view)
              .map(JobView::state)
              .map(JobState::word),
          job.cancel(limits));
    }

    private Asked resume() {
      StoreLimits limits = anyLimits();
      return asked(
          "resume",
          to(limits).resume(job.id, job.user, job.user).map(JobView::state).map(JobState::word),
          job.resume(limits));
    }

    private Asked remove() {
      return asked("remove", given.store.remove(job.id, job.user).map("ok"), job.remove());
    }

    /** Mostly the right one. */
    private String anyLease() {
      int pick = chance.nextInt(10);
      if (pick == 0) {
        return any(players).leaseNow();
      }
      boolean old = pick == 1 || job.lease.isEmpty();
      return old && !job.oldLeases.isEmpty() ? any(job.oldLeases) : job.lease;
    }

    private String leaseNow() {
      return job == null ? "guessed" : job.lease;
    }

    /** Mostly the next, else one that was taken or one too many. */
    private long anyNumber() {
      return switch (chance.nextInt(8)) {
        case 0 -> 1 + chance.nextInt((int) job.number + 1);
        case 1 -> job.number + 2;
        default -> job.number + 1;
      };
    }

    private Claim claim(String lease) {
      return new Claim(job.id, lease);
    }

    private Asked asked(String what, Future<String> answer, String expected) {
      return new Asked(job.id + " " + what, answer.otherwise(ModelBasedTest::refusal), expected);
    }

    // Looking
    // --------------------------------------------------------------------------------------

    private void hear() {
      int events = job.recorded.stream().mapToInt(step -> step.types().size()).sum();
      List<String> messages =
          events == 0 ? List.of() : scribe.messages(given.keys.channel(job.id), announced, events);
      assertThat(messages).as("announced").hasSize(events);
      job.recorded.forEach(step -> step.types().forEach(ModelBasedTest.this::met));
      history.hear(messages, job.recorded);
      announced += events;
      job.recorded.clear();
      assertThat(history.top()).isEqualTo((int) job.seq);
    }

    private Future<Void> look() {
      return switch (chance.nextInt(4)) {
        case 0 -> page();
        case 1 -> lastLife == null ? state() : anotherLife();
        default -> state();
      };
    }

    private Future<Void> state() {
      return given
          .store
          .state(job.id, job.user)
          .map(
              state -> {
                checked(() -> history.check(state, job.output));
                return null;
              });
    }

    private Future<Void> page() {
      int after = chance.nextInt(history.top() + 1);
      Position from = after == 0 ? null : history.position(after);
      return given
          .store
          .page(job.id, job.user, from, false, 500, 1 << 20)
          .map(
              page -> {
                checked(() -> history.check(page, after, job.output));
                return null;
              });
    }

    private Future<Void> anotherLife() {
      return given
          .store
          .page(job.id, job.user, lastLife, false, 500, 1 << 20)
          .map(
              page -> {
                checked(() -> assertThat(page.reason()).isEqualTo("epoch-changed"));
                return null;
              });
    }

    private void checked(Runnable check) {
      try {
        check.run();
      } catch (AssertionError wrong) {
        throw failed(wrong);
      }
    }

    private AssertionError failed(AssertionError wrong) {
      List<String> lately = trace.subList(Math.max(0, trace.size() - 25), trace.size());
      return new AssertionError(
          "seed "
              + seed
              + ", step "
              + steps
              + ":\n  "
              + String.join("\n  ", lately)
              + "\n"
              + wrong.getMessage(),
          wrong);
    }
  }

  @Test
  @DisplayName("do what the model says, and their views are the fold of all their events")
  void moved() {
    System.out.println("ModelBasedTest: seed " + seed + ", " + STEPS + " steps");
    Subscriptions ears = listen();
    loadScripts();
    given.sweptBefore(new JobId("any"));
    IntStream.range(0, JOBS).forEach(i -> players.add(new Player()));
    while (steps < STEPS) {
      round();
    }
    endEverything();
    assertMuchWasMet();
    Layout.VERTX.runOnContext(end -> ears.close());
  }

  private void round() {
    List<Asked> asked = players.stream().map(Player::move).toList();
    steps += asked.size();
    settle(asked);
    sweep();
    claim();
    for (Player player : players) {
      player.checked(player::hear);
    }
    List<Future<Void>> looks =
        players.stream().filter(player -> !player.job.removed).map(Player::look).toList();
    got(Future.all(looks));
    assertDepth();
    assertThat(StoredKeys.charged(given)).as("seed " + seed).isEqualTo(StoredKeys.counted(given));
  }

  private void settle(List<Asked> asked) {
    got(Future.all(asked.stream().map(Asked::answer).toList()));
    for (int i = 0; i < asked.size(); i++) {
      Asked one = asked.get(i);
      met(one.expected.replaceAll("ok .*", "ok").replaceAll(" \\d+", ""));
      players
          .get(i)
          .checked(() -> assertThat(one.answer.result()).as(one.what).isEqualTo(one.expected));
    }
  }

  private void sweep() {
    StoreLimits limits = anyLimits();
    List<String> expected = new ArrayList<>();
    for (Player player : players) {
      if (player.job.isRunning() && player.job.dying) {
        expected.add(player.job.orphaned(limits));
        player.trace.add("swept");
      }
    }
    steps += expected.size();
    if (!expected.isEmpty()) {
      assertThat(got(held(limits).sweeps().sweep(0)).outcomes())
          .extracting(Outcome::word)
          .as("seed " + seed)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** Who is first in line gets it, and as it was at its checkpoint. */
  private void claim() {
    StoreLimits limits = anyLimits();
    int most = chance.nextInt(12);
    List<ModelJob> next = turns.start(most);
    String claimId = Ids.random(8);
    Map<String, Integer> slots = Map.of(AJob.TYPE, most);
    List<ClaimedJob> jobs = got(held(limits).claims.claim(0, "w1", claimId, most, slots));
    assertThat(jobs)
        .as("seed " + seed)
        .extracting(ClaimedJob::id)
        .isEqualTo(next.stream().map(job -> job.id).toList());
    for (int i = 0; i < jobs.size(); i++) {
      ClaimedJob taken = jobs.get(i);
      Player player = playing(next.get(i));
      player.job.claimed(limits);
      player.job.lease = taken.claim().lease();
      player.trace.add("claimed under " + player.job.lease);
      player.checked(
          () -> {
            assertThat(taken.attempt()).isEqualTo(player.job.attempt);
            assertThat(taken.keepUnits()).isEqualTo(player.job.output.length());
            assertThat(numbers(taken.signals())).isEqualTo(player.job.news());
          });
    }
    steps += jobs.size();
    if (!jobs.isEmpty() && chance.nextInt(4) == 0) {
      assertThat(got(held(limits).claims.claim(0, "w1", claimId, most, slots))).isEqualTo(jobs);
    }
  }

  private Player playing(ModelJob job) {
    return players.stream().filter(player -> player.job == job).findFirst().orElseThrow();
  }

  private void assertDepth() {
    List<ModelJob> jobs =
        players.stream().map(player -> player.job).filter(job -> !job.removed).toList();
    assertThat(given.depth())
        .as("seed " + seed)
        .returns(jobs.stream().filter(ModelJob::isReady).count(), Depth::waiting)
        .returns(jobs.stream().filter(ModelJob::isRunning).count(), Depth::running)
        .returns(jobs.stream().filter(job -> job.delayed).count(), Depth::delayed);
  }

  /** Whatever happened, nothing is left of it in the counters and indexes. */
  private void endEverything() {
    for (Player player : players) {
      got(
          given
              .store
              .cancel(player.job.id, player.job.user, player.job.user, null)
              .otherwiseEmpty());
      got(given.store.remove(player.job.id, player.job.user).otherwiseEmpty());
    }
    assertThat(given.depth()).isEqualTo(new Depth(AJob.TYPE, 0, 0, 0, -1, false));
    Map<String, String> left = given.everything();
    left.keySet().removeIf(name -> name.contains("}:op:"));
    // The numbers of a day outlive the jobs.
    assertThat(left.keySet().removeIf(name -> name.startsWith("{0}:day:"))).isTrue();
    assertThat(left.keySet()).containsExactlyInAnyOrder("{0}:arrivals", "{0}:counts");
  }

  /** A run that never comes by some corner says nothing about it. */
  private void assertMuchWasMet() {
    System.out.println("ModelBasedTest: " + met);
    for (Reason reason :
        List.of(
            Reason.NOT_FOUND,
            Reason.ILLEGAL_STATE,
            Reason.JOB_EXISTS,
            Reason.LEASE_LOST,
            Reason.JOB_CANCELLED,
            Reason.EVENTS_MISSING,
            Reason.TOO_LARGE)) {
      assertThat(met).containsKey(ModelJob.refused(reason));
    }
    assertThat(met)
        .containsKeys(
            "job:checkpoint:v1",
            "job:completed:v1",
            "job:failed:v1",
            "job:cancelled:v1",
            "job:resumed:v1",
            "job:retrying:v1",
            "job:signal:v1",
            "model:chunk:v1");
  }

  private void met(String what) {
    met.merge(what, 1, Integer::sum);
  }

  private Subscriptions listen() {
    Subscriptions ears = new Subscriptions(Layout.VERTX, Layout.ONE_PARTITION.address());
    Layout.VERTX.runOnContext(
        start -> {
          ears.open();
          ears.subscribePattern(given.keys.prefix() + ":s:*", scribe);
        });
    Given.eventually(scribe::isListening);
    return ears;
  }

  /** All of them, so that none is sent twice and the order of the line is that of the model. */
  private void loadScripts() {
    for (Script script : Script.values()) {
      got(given.link.send(Given.command("SCRIPT", "LOAD", script.text())));
    }
  }

  private JobStore to(StoreLimits limits) {
    return held(limits).store;
  }

  private Given held(StoreLimits limits) {
    return held.computeIfAbsent(limits, given::heldTo);
  }

  private StoreLimits anyLimits() {
    long events = any(List.of(1, 2, 5, 200));
    long bytes = any(List.of(100, 700, 2_000, 1 << 20));
    return new StoreLimits(events, bytes, LEASE_MS, OUTPUT_BYTES, 500, WEIGHTS);
  }

  private <T> T any(List<T> all) {
    return all.get(chance.nextInt(all.size()));
  }

  private static Future<String> written(Future<Written> answer) {
    return answer.map(
        written -> "ok " + written.seq() + " " + written.next() + numbers(written.signals()));
  }

  /** A heartbeat before the first write stands where its attempt began. */
  private static Future<String> told(Future<Written> answer) {
    return answer.map(
        written ->
            "ok "
                + (written.next() == 1 ? "-" : written.seq())
                + " "
                + written.next()
                + numbers(written.signals()));
  }

  private static String numbers(List<Signal> signals) {
    return signals.stream().map(Signal::n).toList().toString();
  }

  private static String refusal(Throwable failure) {
    Refused refused = (Refused) failure;
    return ModelJob.refused(refused.reason())
        + (refused.reason() == Reason.EVENTS_MISSING ? " " + refused.number() : "");
  }
}
