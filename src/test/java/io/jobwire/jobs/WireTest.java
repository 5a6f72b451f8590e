package io.jobwire.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.bus.BusFixture;
import io.jobwire.model.Backoff;
import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.NewSignal;
import io.jobwire.model.Scope;
import io.jobwire.model.TraceParent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is asked of the jobs, and what is answered,")
class WireTest {
  private static final Caller CALLER =
      new Caller(
          "ada \u00e4\ud83d\ude00", Set.of(Scope.JOBS_WRITE, Scope.ADMIN), 1_763_629_200_123L);
  private static final JobId ID = new JobId("a.b-c_1");
  private static final JsonText INPUT =
      new JsonText("{\"a\":[],\"b\":{},\"c\":1.10,\"d\":1e400,\"e\":\"\\u0000\\ud800\"}");

  static Stream<Record> messages() {
    NewJob full =
        new NewJob(
            "agent",
            INPUT,
            ID,
            -3,
            250,
            1_763_629_200_123L,
            5,
            60_000L,
            new Backoff(Backoff.Kind.FIXED, 10, 20),
            true,
            1_000,
            List.of("x", "y\"z"));
    NewJob bare =
        new NewJob(
            "agent", INPUT, null, 0, 0, null, 3, null, Backoff.DEFAULT, false, 30_000, List.of());
    return Stream.of(
        new Command.Create(CALLER, full, "hash", null, TraceParent.fresh()),
        new Command.Create(CALLER, bare, "hash", "key", TraceParent.fresh()),
        new Command.Get(CALLER, ID),
        new Command.Status(CALLER, ID),
        new Command.State(CALLER, ID),
        new Command.ListJobs(CALLER, new JobFilter(JobState.FAILED, "t", "tag", 7, "c", "*")),
        new Command.ListJobs(CALLER, new JobFilter(null, null, null, 50, null, null)),
        new Command.Cancel(CALLER, ID, null),
        new Command.Cancel(CALLER, ID, "enough"),
        new Command.Resume(CALLER, ID),
        new Command.SendSignal(CALLER, ID, new NewSignal("s1", "go", INPUT)),
        new Command.Remove(CALLER, ID),
        new Command.Publish(CALLER, "tab:update:v1", INPUT, "e1"),
        new Command.Devices(CALLER),
        new Command.Stats(CALLER),
        new Command.Summary(CALLER, 20_411L, null),
        new Command.Types(CALLER),
        new Command.QueueDepths(CALLER),
        new Command.PauseQueue(CALLER, "agent", true),
        new Answer("id", INPUT),
        Answer.NOTHING);
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("arrives in another process as it was sent")
  void roundTrip(Record message) {
    assertThat(BusFixture.overTheWire(message)).isEqualTo(message);
  }
}
