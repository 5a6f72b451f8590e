package io.jobwire.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwire.model.JobState;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import io.vertx.core.MultiMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Query parameters")
class QueryTest {

  @Test
  @DisplayName("have defaults, and unknown ones do not matter")
  void defaults() {
    assertThat(JobQuery.of(parameters("sort=up")))
        .isEqualTo(new JobQuery(null, null, null, 50, null, null));
    assertThat(EventsQuery.of(parameters("_=1"))).isEqualTo(new EventsQuery(null, 200, 0, false));
  }

  @Test
  @DisplayName("say which jobs to list")
  void jobs() {
    assertThat(JobQuery.of(parameters("state=failed&type=agent&tag=é&limit=200&cursor=c&userId=*")))
        .isEqualTo(new JobQuery(JobState.FAILED, "agent", "é", 200, "c", "*"));
  }

  @Test
  @DisplayName("say which events to read, from any position whatever")
  void events() {
    assertThat(EventsQuery.of(parameters("after=garbage!&limit=500&waitMs=30000&start=snapshot")))
        .isEqualTo(new EventsQuery("garbage!", 500, 30_000, true));
  }

  @ParameterizedTest
  @DisplayName("of a list are refused when they are wrong or given twice")
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0|limit",
        "limit=-1|limit",
        "limit=201|limit",
        "limit=1e2|limit",
        "limit=|limit",
        "limit=+1|limit",
        "limit=1.0|limit",
        "limit=99999999999999999999|limit",
        "limit=1&limit=1|limit",
        "state=done|state",
        "state=|state",
        "type=A|type",
        "tag=|tag",
        "cursor=|cursor",
        "userId=|userId",
        "type=a&type=b|type",
        "state=failed&state=failed|state"
      })
  void wrongJobs(String given, String path) {
    refused(given, path, JobQuery::of);
  }

  @ParameterizedTest
  @DisplayName("of a stream are refused when they are wrong or given twice")
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0|limit",
        "limit=501|limit",
        "waitMs=-1|waitMs",
        "waitMs=30001|waitMs",
        "waitMs=soon|waitMs",
        "start=now|start",
        "start=|start",
        "after=a&after=b|after",
        "limit=1000000000|limit"
      })
  void wrongEvents(String given, String path) {
    refused(given, path, EventsQuery::of);
  }

  private static void refused(String given, String path, Consumer<MultiMap> reader) {
    Refused refused = catchThrowableOfType(Refused.class, () -> reader.accept(parameters(given)));
    assertThat(refused.reason()).isEqualTo(Refused.Reason.INVALID);
    assertThat(refused.flaws()).extracting(Flaw::path).containsExactly(path);
  }

  private static MultiMap parameters(String given) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    for (String pair : given.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.add(parts[0], parts[1]);
    }
    return parameters;
  }
}
