package io.jobwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The names in Redis")
class KeysTest {
  private final Keys keys = new Keys("jw", 64);

  @Test
  @DisplayName("put a job for ever into the same partition, and jobs into all of them")
  void partitions() {
    assertThat(keys.partitionOf(new JobId("k3f90c1x"))).isEqualTo(31);
    assertThat(new Keys("jw", 1).partitionOf(new JobId("k3f90c1x"))).isZero();
    Set<Integer> met = new HashSet<>();
    IntStream.range(0, 1_000).forEach(i -> met.add(keys.partitionOf(new JobId("j" + i))));
    assertThat(met).hasSize(64);
  }

  @Test
  @DisplayName("carry the partition's or the user's tag")
  void tags() {
    JobId id = new JobId("k3f90c1x");
    assertThat(keys.job(id)).isEqualTo("jw:{31}:job:k3f90c1x");
    assertThat(keys.channel(id)).isEqualTo("jw:s:{31}:job:k3f90c1x");
    assertThat(keys.userJobs("anna@x.org")).isEqualTo("jw:u:{anna@x.org}:jobs");
    assertThat(keys.userJobs("a}b é")).isEqualTo("jw:u:{a%7db%20%c3%a9}:jobs");
    assertThat(keys.lastClaim(3, "w:1 {x}")).isEqualTo("jw:{3}:op:w%3a1%20%7bx%7d");
  }

  @Test
  @DisplayName("tell which job a worker's channel is about")
  void controlled() {
    assertThat(Keys.controlled("jw:ctl:{31}:k3f90c1x")).isEqualTo(new JobId("k3f90c1x"));
  }
}
