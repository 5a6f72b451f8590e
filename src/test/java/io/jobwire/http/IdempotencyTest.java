package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The same create again")
class IdempotencyTest {
  private static final String BODY = "{\"type\":\"load.noop\",\"input\":{\"a\":1,\"b\":[]}}";
  private static Service one;
  private static Service two;

  @BeforeAll
  static void start() {
    one = Service.start();
    two = one.another();
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  private static Reply keyed(Client client, String key, String body) {
    return client.post("/api/jobs", body, "Idempotency-Key", key);
  }

  @Test
  @DisplayName("by its key answers 200 and the same job, on whichever instance")
  void sameKey() {
    Reply first = keyed(one.as("ada"), "order 1".replace(' ', '-'), BODY).is(201);
    Reply again = keyed(two.as("ada"), "order-1", BODY).is(200);
    assertThat(again.jobId()).isEqualTo(first.jobId());
    assertThat(again.header("Location")).isNull();
    String respelled = "{ \"input\" : {\"b\":[ ],\"a\":1}, \"priority\":0, \"type\":\"load.noop\"}";
    assertThat(keyed(one.as("ada"), "order-1", respelled).is(200).jobId()).isEqualTo(first.jobId());
  }

  @Test
  @DisplayName("by its jobId answers 200 and the job as it is by now")
  void sameId() {
    JsonObject job = new JsonObject().put("type", "load.noop").put("jobId", "again-1");
    one.as("ada").create(job).is(201);
    one.as("ada").toTheEnd("again-1");
    assertThat(two.as("ada").create(job).is(200).state()).isEqualTo("completed");
  }

  @Test
  @DisplayName("with another body is refused with 409 job_exists")
  void otherBody() {
    keyed(one.as("ada"), "order-2", BODY).is(201);
    keyed(two.as("ada"), "order-2", BODY.replace("1", "2")).isProblem(409, "job_exists");
    keyed(two.as("ada"), "order-2", BODY.replace("1", "1.0")).isProblem(409, "job_exists");
  }

  @Test
  @DisplayName("by another user: a key makes a job of its own, an id in use is 409")
  void otherUser() {
    Reply adas = keyed(one.as("ada"), "order-3", BODY).is(201);
    assertThat(keyed(two.as("bob"), "order-3", BODY).is(201).jobId()).isNotEqualTo(adas.jobId());
    JsonObject job = new JsonObject().put("type", "load.noop").put("jobId", "adas-own");
    one.as("ada").create(job).is(201);
    two.as("bob").create(job).isProblem(409, "job_exists");
    two.admin().create(job).isProblem(409, "job_exists");
  }

  @Test
  @DisplayName("with both a key and an id is refused with 422")
  void both() {
    keyed(one.as("ada"), "order-4", "{\"type\":\"load.noop\",\"jobId\":\"x\"}")
        .isInvalidAt("Idempotency-Key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b"})
  @DisplayName("by a key that is none is refused with 422")
  void oddKey(String key) {
    keyed(one.as("ada"), key, BODY).isInvalidAt("Idempotency-Key");
  }

  @Test
  @DisplayName("by a key of 255 characters is fine, by one of 256 refused")
  void longKey() {
    keyed(one.as("ada"), "k".repeat(255), BODY).is(201);
    keyed(one.as("ada"), "k".repeat(256), BODY).isInvalidAt("Idempotency-Key");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("200 times at once over two instances makes one job: one 201 and 199 times 200")
  void race(boolean byKey) {
    String body = byKey ? BODY : "{\"type\":\"load.noop\",\"jobId\":\"raced\"}";
    List<CompletableFuture<Reply>> all =
        IntStream.range(0, 200)
            .mapToObj(i -> i % 2 == 0 ? one.as("ada") : two.as("ada"))
            .map(
                client ->
                    byKey
                        ? client.sendJsonAsync("POST", "/api/jobs", body, "Idempotency-Key", "race")
                        : client.sendJsonAsync("POST", "/api/jobs", body))
            .toList();
    Map<Integer, Long> statuses =
        all.stream()
            .map(Client::join)
            .collect(Collectors.groupingBy(Reply::status, Collectors.counting()));
    assertThat(statuses).isEqualTo(Map.of(201, 1L, 200, 199L));
    assertThat(all.stream().map(Client::join).map(Reply::jobId).distinct()).hasSize(1);
    List<JsonObject> events = one.as("ada").toTheEnd(Client.join(all.get(0)).jobId());
    assertThat(Client.types(events))
        .containsExactly("job:created:v1", "job:running:v1", "job:completed:v1");
  }
}
