package io.jobwire.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The address of Redis")
class SettingsRedisUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://127.0.0.1:6379",
        "redis://host",
        "rediss://app:pw@host:6380/2",
        "redis://[::1]:6379",
        "unix:///var/run/redis.sock?password=pw"
      })
  @DisplayName("is one server, handed on as it is")
  void single(String text) {
    assertThat(RedisUrl.parse(text))
        .contains(new RedisUrl(RedisUrl.Mode.SINGLE, List.of(text), ""));
  }

  @Test
  @DisplayName("is some Sentinels and the name of the master")
  void sentinel() {
    assertThat(RedisUrl.parse("redis+sentinel://app:pw@a:1,b/main"))
        .contains(
            new RedisUrl(
                RedisUrl.Mode.SENTINEL,
                List.of("redis://app:pw@a:1", "redis://app:pw@b:26379"),
                "main"));
  }

  @Test
  @DisplayName("is some nodes of a Cluster")
  void cluster() {
    assertThat(RedisUrl.parse("rediss+cluster://a,[::1],[::2]:7"))
        .contains(
            new RedisUrl(
                RedisUrl.Mode.CLUSTER,
                List.of("rediss://a:6379", "rediss://[::1]:6379", "rediss://[::2]:7"),
                ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:6379",
        "http://host",
        "redis://",
        "redis://host:99999",
        "redis://host/one",
        "redis://a,b",
        "redis+sentinel://a,b",
        "redis+cluster://a/main",
        "redis+cluster://a,,b",
        "redis+cluster://a:99999",
        "unix://",
        "unix://host/path",
        "redis://ho st"
      })
  @DisplayName("is nothing else")
  void wrong(String text) {
    assertThat(RedisUrl.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://host:1/2, redis://host:1/2",
    "redis://app:pw@host, redis://app:***@host",
    "redis://:pw@host, redis://:***@host",
    "'redis+sentinel://app:pw@a:1,b:2/main', 'redis+sentinel://app:***@a:1,b:2/main'",
    "'rediss+cluster://:pw@a:1,b:2', 'rediss+cluster://:***@a:1,b:2'",
    "unix:///r.sock?password=pw, unix:///r.sock?password=***",
  })
  @DisplayName("is shown as it was given, without the password")
  void shown(String text, String shown) {
    assertThat(RedisUrl.parse(text).orElseThrow()).hasToString(shown);
  }
}
