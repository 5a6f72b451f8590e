package io.jobwire.handlers.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With nothing configured, so in the documentation that is in the jar. */
@DisplayName("A search job")
class SearchJobTest {
  private static final Validator SCHEMA =
      Validator.create(
          JsonSchema.of(new JsonObject(new SearchHandler(null, 1).inputSchema())),
          new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("https://jobwire.test"));

  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = Service.start();
    ada = service.as("ada");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonObject query(String words) {
    return new JsonObject().put("query", words);
  }

  @Test
  @DisplayName("tells that it starts, each thing found, the best first, and all of them at the end")
  void events() {
    String id = ada.created("search", query("how does resume work?").put("limit", 3));
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(Client.types(events))
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "search:started:v1",
            "job:progress:v1",
            "search:result:v1",
            "search:result:v1",
            "search:result:v1",
            "search:complete:v1",
            "job:progress:v1",
            "job:completed:v1");
    assertThat(data(events, 2)).isEqualTo(query("how does resume work?"));
    JsonObject complete = data(events, 7);
    JsonArray results = complete.getJsonArray("results");
    assertThat(complete.getInteger("count")).isEqualTo(3);
    for (int rank = 1; rank <= 3; rank++) {
      assertThat(data(events, 3 + rank)).isEqualTo(results.getJsonObject(rank - 1));
      assertThat(data(events, 3 + rank).getInteger("rank")).isEqualTo(rank);
    }
    JsonObject result = ada.view(id).getJsonObject("result");
    assertThat(result).isEqualTo(query("how does resume work?").mergeIn(complete));
  }

  private static JsonObject data(List<JsonObject> events, int number) {
    return events.get(number).getJsonObject("data");
  }

  private static List<JsonObject> results(Client user, String words) {
    String id = user.create(query(words).put("type", "search")).is(201).jobId();
    user.toTheEnd(id);
    return Reply.objects(user.view(id).getJsonObject("result").getJsonArray("results"));
  }

  @Test
  @DisplayName("with nothing configured finds in our own pages what was asked for")
  void documentation() {
    List<JsonObject> results = results(ada, "how does resume work?");
    assertThat(results.subList(0, 3))
        .anySatisfy(
            hit -> {
              assertThat(hit.getString("title")).isEqualTo("Jobwire › How resume works");
              assertThat(hit.getString("url")).isEqualTo("/docs/guide#how-resume-works");
              assertThat(hit.getString("snippet")).contains("checkpoint");
              assertThat(highlighted(hit)).contains("resumed");
            });
    assertThat(results(ada, "useJobProgress").get(0).getString("url")).startsWith("/docs/client#");
    assertThat(results(ada, "scripts that write before their last check").get(0).getString("url"))
        .startsWith("/docs/architecture#");
  }

  private static List<String> highlighted(JsonObject hit) {
    String snippet = hit.getString("snippet");
    return Reply.objects(hit.getJsonArray("highlights")).stream()
        .map(part -> snippet.substring(part.getInteger("from"), part.getInteger("to")))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "???", "zyzzyvas", "*:* (", "\u0000"})
  @DisplayName("that finds nothing has completed all the same")
  void nothing(String words) {
    String id = ada.created("search", query(words));
    assertThat(Client.types(ada.toTheEnd(id))).contains("search:complete:v1", "job:completed:v1");
    assertThat(ada.view(id).getJsonObject("result").getInteger("count")).isZero();
  }

  @Test
  @DisplayName("finds ten things unless it is told how many")
  void limits() {
    assertThat(results(ada, "job")).hasSize(10);
    String id = ada.created("search", query("job").put("limit", 20));
    ada.toTheEnd(id);
    assertThat(ada.view(id).getJsonObject("result").getInteger("count")).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"query\":\"\"}",
        "{\"query\":7}",
        "{\"query\":\"a\",\"limit\":0}",
        "{\"query\":\"a\",\"limit\":21}",
        "{\"query\":\"a\",\"limit\":1.5}",
        "{\"query\":\"a\",\"limit\":\"1\"}"
      })
  @DisplayName(
      "that asks for nothing that can be found is refused, by its schema and by the handler")
  void refused(String input) {
    assertThat(SCHEMA.validate(new JsonObject(input)).getValid()).isFalse();
    JobFailure refusal =
        catchThrowableOfType(JobFailure.class, () -> SearchInput.of(new JsonObject(input)));
    assertThat(refusal.code()).isEqualTo("invalid_input");
    assertThat(refusal.isRetryable()).isFalse();
  }

  @Test
  @DisplayName("of exactly 1000 characters is none too many, and one more is")
  void longest() {
    JsonObject longest = query("x".repeat(998) + "😀😀");
    assertThat(SCHEMA.validate(longest).getValid()).isTrue();
    assertThat(SearchInput.of(longest).limit()).isEqualTo(10);
    JsonObject tooLong = query("x".repeat(999) + "😀😀");
    assertThat(SCHEMA.validate(tooLong).getValid()).isFalse();
    assertThatThrownBy(() -> SearchInput.of(tooLong)).hasMessageContaining("1000");
  }

  @Test
  @DisplayName("searches the folder that is named")
  void inAFolder(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("nuts.md"), "# Nuts\nA walnut is one.");
    Map<String, Object> there =
        Map.of("redis.prefix", service.prefix() + "folder", "search.folder", folder.toString());
    try (Service other = service.another(there, Map.of())) {
      assertThat(results(other.as("bob"), "walnuts and jobs"))
          .extracting(hit -> hit.getString("url"))
          .containsExactly("nuts.md#nuts");
    }
  }

  @Test
  @DisplayName("tells at its end of as many results as an event has room for, and of each before")
  void littleRoom() {
    Map<String, Object> little =
        Map.of("redis.prefix", service.prefix() + "little", "limits.eventBytes", 1_500);
    try (Service other = service.another(little, Map.of())) {
      Client bob = other.as("bob");
      String id = bob.created("search", query("job"));
      List<JsonObject> events = bob.toTheEnd(id);
      assertThat(Client.types(events)).endsWith("job:completed:v1");
      JsonObject result = bob.view(id).getJsonObject("result");
      assertThat(result.getJsonArray("results").size()).isBetween(1, 9);
      assertThat(Client.types(events).stream().filter("search:result:v1"::equals))
          .hasSize(result.getInteger("count"))
          .hasSizeGreaterThan(result.getJsonArray("results").size());
    }
  }

  @Test
  @DisplayName("is done by a handler of your own where there is one")
  void ofYourOwn() {
    Map<String, Object> alone = Map.of("redis.prefix", service.prefix() + "own");
    try (Service own =
        service.another(alone, Map.of("search", job -> Future.succeededFuture("mine")))) {
      Client bob = own.as("bob");
      String id = bob.created("search", query("walnuts"));
      bob.toTheEnd(id);
      assertThat(bob.view(id).getString("result")).isEqualTo("mine");
    }
  }
}
