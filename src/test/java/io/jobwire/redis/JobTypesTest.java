package io.jobwire.redis;

import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobTypes.Served;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A type of jobs")
class JobTypesTest extends StoreSpec {

  @Test
  @DisplayName("is served by as many workers as say so")
  void served() {
    JobTypes types = new JobTypes(given.link, given.keys);
    assertThat(got(types.served())).isEmpty();
    got(types.seen("w1", List.of("mail", "film")));
    got(types.seen("w2", List.of("mail")));
    got(types.seen("w2", List.of("mail")));
    assertThat(got(types.served())).isEqualTo(Map.of("mail", by(2, null), "film", by(1, null)));
  }

  @Test
  @DisplayName("has no workers a minute after they were last seen, and is unknown after a day")
  void forgotten() {
    JobTypes types = new JobTypes(given.link, given.keys);
    got(types.seen("w1", List.of("mail", "film")));
    ago(given.keys.workers(), 61_000, "mail w1");
    ago(given.keys.types(), 86_400_001, "film");
    assertThat(got(types.served())).isEqualTo(Map.of("mail", by(0, null)));
    got(types.seen("w2", List.of("mail")));
    assertThat(got(types.served())).isEqualTo(Map.of("mail", by(1, null)));
    assertThat(given.everything().toString()).doesNotContain("mail w1").contains("film w1");
  }

  @Test
  @DisplayName("is refused where too many are known, until one of them is forgotten")
  void tooMany() {
    JobTypes types = new JobTypes(given.link, given.keys);
    got(types.seen("own", List.of("built-in")));
    got(types.seen("w1", List.of("mail", "film"), 3));
    Map<String, String> before = given.everything();
    Refused refusal = Given.refusal(types.seen("w1", List.of("mail", "another"), 3));
    assertThat(refusal.reason()).isEqualTo(Reason.RATE_LIMITED);
    assertThat(refusal.detail()).contains("limits.types");
    assertThat(given.everything()).isEqualTo(before);
    got(types.seen("w2", List.of("mail", "film"), 3));
    got(types.seen("own", List.of("built-in", "another-built-in")));
    ago(given.keys.types(), 86_400_001, "film");
    ago(given.keys.types(), 86_400_001, "built-in");
    got(types.seen("w1", List.of("mail", "another"), 3));
    Given.assertRefused(Reason.RATE_LIMITED, types.seen("w1", List.of("film"), 3));
    got(types.seen("w1", List.of("film"), 0));
  }

  @Test
  @DisplayName("has the schema that was told last, until a worker says that it has none")
  void schema() {
    JobTypes types = new JobTypes(given.link, given.keys);
    got(types.tell(Map.of("mail", "{\"title\":\"é\"}", "film", "{}")));
    assertThat(got(types.served())).isEmpty();
    got(types.seen("w1", List.of("mail", "film")));
    assertThat(got(types.served()))
        .isEqualTo(Map.of("mail", by(1, "{\"title\":\"é\"}"), "film", by(1, "{}")));
    Map<String, String> none = new HashMap<>();
    none.put("film", null);
    none.put("mail", "{\"title\":\"newer\"}");
    got(types.tell(none));
    assertThat(got(types.served()))
        .isEqualTo(Map.of("mail", by(1, "{\"title\":\"newer\"}"), "film", by(1, null)));
  }

  @Test
  @DisplayName("has no schema any more that nobody told for a day")
  void schemaForgotten() {
    JobTypes types = new JobTypes(given.link, given.keys);
    got(types.tell(Map.of("mail", "{\"title\":\"yesterday\"}", "film", "{}")));
    got(types.seen("elsewhere", List.of("mail", "film")));
    ago(given.keys.told(), 86_400_001, "mail");
    assertThat(got(types.served())).isEqualTo(Map.of("mail", by(1, null), "film", by(1, "{}")));
    got(types.tell(Map.of("film", "{}")));
    assertThat(given.everything().toString()).doesNotContain("yesterday");
  }

  private static Served by(int workers, String schema) {
    return new Served(workers, schema);
  }

  private void ago(String index, long millis, String member) {
    got(given.link.send(command("ZADD", index, Long.toString(given.now() - millis), member)));
  }
}
