package io.jobwire.redis;

import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(got(types.served())).isEqualTo(Map.of("mail", 2, "film", 1));
  }

  @Test
  @DisplayName("has no workers a minute after they were last seen, and is unknown after a day")
  void forgotten() {
    JobTypes types = new JobTypes(given.link, given.keys);
    got(types.seen("w1", List.of("mail", "film")));
    ago(given.keys.workers(), 61_000, "mail w1");
    ago(given.keys.types(), 86_400_001, "film");
    assertThat(got(types.served())).isEqualTo(Map.of("mail", 0));
    got(types.seen("w2", List.of("mail")));
    assertThat(got(types.served())).isEqualTo(Map.of("mail", 1));
    assertThat(given.everything().toString()).doesNotContain("mail w1").contains("film w1");
  }

  private void ago(String index, long millis, String member) {
    got(given.link.send(command("ZADD", index, Long.toString(given.now() - millis), member)));
  }
}
