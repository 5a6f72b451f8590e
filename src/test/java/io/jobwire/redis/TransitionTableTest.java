package io.jobwire.redis;

import static io.jobwire.model.JobState.CANCELLED;
import static io.jobwire.model.JobState.COMPLETED;
import static io.jobwire.model.JobState.CREATED;
import static io.jobwire.model.JobState.FAILED;
import static io.jobwire.model.JobState.RUNNING;
import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.aSignal;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.Sweeps.Swept;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of JobState against the scripts: each state, each move, nothing left out. */
@DisplayName("A job")
class TransitionTableTest {

  /** All that can be done to a job; what there is only for its worker goes by the last lease. */
  enum Move {
    CLAIM((given, job) -> taken(given, job.job())),
    APPEND((given, job) -> given.store.append(job, 1, 0, List.of(own(1)))),
    CHECKPOINT((given, job) -> given.store.checkpoint(job, 1, 0, NOTHING, NOTHING)),
    COMPLETE((given, job) -> given.store.complete(job, 1, NOTHING)),
    FAIL_RETRYABLE((given, job) -> given.store.fail(job, 1, ERROR, true)),
    FAIL_FINAL((given, job) -> given.store.fail(job, 1, ERROR, false)),
    RELEASE((given, job) -> given.store.release(job, 1)),
    HEARTBEAT((given, job) -> given.store.heartbeat(job, 0)),
    CANCEL((given, job) -> given.store.cancel(job.job(), ANNA, ANNA, null)),
    RESUME((given, job) -> given.store.resume(job.job(), ANNA, ANNA)),
    SIGNAL((given, job) -> given.store.signal(job.job(), ANNA, ANNA, aSignal("s1"))),
    REMOVE((given, job) -> given.store.remove(job.job(), ANNA)),
    SWEEP_ORPHAN((given, job) -> orphaned(given, job));

    final BiFunction<Given, Claim, Future<?>> make;

    Move(BiFunction<Given, Claim, Future<?>> make) {
      this.make = make;
    }

    /** A claim that finds nothing is a refusal without a reason. */
    private static Future<List<ClaimedJob>> taken(Given given, JobId id) {
      return given.claims.claim(
          given.keys.partitionOf(id), "w2", Ids.random(12), 1, AJob.usual().slot());
    }

    /** The sweep after the lease is over, if there is a lease. */
    private static Future<Swept> orphaned(Given given, Claim job) {
      return given
          .withLease(0)
          .store
          .heartbeat(job, 0)
          .otherwiseEmpty()
          .compose(over -> given.sweeps().sweep(given.keys.partitionOf(job.job())));
    }
  }

  /** How it comes to be in a state, and under which lease its worker still acts. */
  private static final Map<JobState, Road> ROADS = new EnumMap<>(JobState.class);

  /** Where a state is reached from nothing. */
  interface Road {
    Claim to(Given given, ClaimedJob running);
  }

  static {
    ROADS.put(
        CREATED,
        (given, job) -> {
          got(given.withLease(0).store.heartbeat(job.claim(), 0));
          given.swept(job.id());
          return job.claim();
        });
    ROADS.put(RUNNING, (given, job) -> job.claim());
    ROADS.put(
        COMPLETED,
        (given, job) -> {
          got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
          got(given.store.complete(job.claim(), 2, NOTHING));
          return job.claim();
        });
    ROADS.put(
        FAILED,
        (given, job) -> {
          got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
          got(given.store.fail(job.claim(), 2, ERROR, false));
          return job.claim();
        });
    ROADS.put(
        CANCELLED,
        (given, job) -> {
          got(given.store.cancel(job.id(), ANNA, ANNA, null));
          return job.claim();
        });
  }

  /** What an allowed move leads to; a move that is not here must be refused. */
  private static final Map<JobState, Map<Move, Optional<JobState>>> ALLOWED =
      new EnumMap<>(JobState.class);

  static {
    ALLOWED.put(
        CREATED,
        Map.of(
            Move.CLAIM, Optional.of(RUNNING),
            Move.CANCEL, Optional.of(CANCELLED),
            Move.SIGNAL, Optional.of(CREATED)));
    ALLOWED.put(
        RUNNING,
        Map.of(
            Move.APPEND, Optional.of(RUNNING),
            Move.CHECKPOINT, Optional.of(RUNNING),
            Move.HEARTBEAT, Optional.of(RUNNING),
            Move.SIGNAL, Optional.of(RUNNING),
            Move.COMPLETE, Optional.of(COMPLETED),
            Move.FAIL_RETRYABLE, Optional.of(CREATED),
            Move.FAIL_FINAL, Optional.of(FAILED),
            Move.RELEASE, Optional.of(CREATED),
            Move.CANCEL, Optional.of(CANCELLED),
            Move.SWEEP_ORPHAN, Optional.of(CREATED)));
    ALLOWED.put(COMPLETED, Map.of(Move.REMOVE, Optional.empty()));
    ALLOWED.put(FAILED, Map.of(Move.RESUME, Optional.of(CREATED), Move.REMOVE, Optional.empty()));
    ALLOWED.put(
        CANCELLED,
        Map.of(
            Move.RESUME, Optional.of(CREATED),
            Move.REMOVE, Optional.empty(),
            Move.CANCEL, Optional.of(CANCELLED)));
  }

  static Stream<Arguments> everyPair() {
    return Arrays.stream(JobState.values())
        .flatMap(state -> Arrays.stream(Move.values()).map(move -> Arguments.of(state, move)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @DisplayName("moves as its table says, and is otherwise left as it was")
  @MethodSource("everyPair")
  void table(JobState state, Move move) {
    Given given = new Given(Layout.ONE_PARTITION);
    JobId id = given.created();
    given.sweptBefore(id);
    Claim lease = ROADS.get(state).to(given, given.claimed(id));
    assertThat(given.view(id).state()).isEqualTo(state);

    Optional<JobState> next = ALLOWED.get(state).get(move);
    if (next == null) {
      assertRefused(given, state, move, lease);
    } else {
      got(move.make.apply(given, lease));
      next.ifPresentOrElse(
          led -> assertThat(given.view(id).state()).isEqualTo(led),
          () -> Given.assertRefused(Reason.NOT_FOUND, given.store.view(id, ANNA)));
      next.filter(led -> led != state)
          .ifPresent(led -> assertThat(state.canBecome(led)).as(state + " -> " + led).isTrue());
    }
  }

  @Test
  @DisplayName("can go every way that its table allows, and no other")
  void everyWay() {
    for (JobState from : JobState.values()) {
      for (JobState to : JobState.values()) {
        boolean led =
            from != to && ALLOWED.get(from).values().stream().anyMatch(Optional.of(to)::equals);
        assertThat(from.canBecome(to)).as(from + " -> " + to).isEqualTo(led);
      }
    }
  }

  private static void assertRefused(Given given, JobState state, Move move, Claim lease) {
    Map<String, String> before = given.everything();
    switch (move) {
      case CLAIM -> assertThat((List<?>) got(move.make.apply(given, lease))).isEmpty();
      case SWEEP_ORPHAN ->
          assertThat(((Swept) got(move.make.apply(given, lease))).outcomes()).isEmpty();
      default ->
          assertThat(refusal(move.make.apply(given, lease)).reason())
              .isEqualTo(reason(state, move));
    }
    assertThat(given.everything()).isEqualTo(before);
  }

  private static Reason reason(JobState state, Move move) {
    return switch (move) {
      case CANCEL, RESUME, SIGNAL, REMOVE -> Reason.ILLEGAL_STATE;
      default -> state == CANCELLED ? Reason.JOB_CANCELLED : Reason.LEASE_LOST;
    };
  }
}
