package io.jobwire.model;

import static io.jobwire.model.EventCatalogue.Sender.SERVER;
import static io.jobwire.model.EventCatalogue.Sender.USER;
import static io.jobwire.model.EventCatalogue.Sender.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jobwire.model.EventCatalogue.Sender;
import io.jobwire.model.Refused.Flaw;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The event catalogue")
class EventCatalogueTest {
  private static final EventCatalogue CATALOGUE = EventCatalogue.load();

  @Test
  @DisplayName("holds exactly the types that Java knows, and the handlers' own")
  void sameTypes() {
    List<String> words =
        new ArrayList<>(Stream.of(EventType.values()).map(EventType::word).toList());
    words.add("x:<name>:v<n>");
    assertThat(CATALOGUE.types()).containsExactlyInAnyOrderElementsOf(words);
    assertThat(
            definitions().properties().stream().filter(each -> each.getKey().contains(":")).count())
        .isEqualTo(words.size());
  }

  @ParameterizedTest
  @DisplayName("marks as control events those that Java takes for such")
  @EnumSource
  void sameControl(EventType type) {
    boolean control = definitions().path(type.word()).path("control").asBoolean();
    assertThat(control).isEqualTo(type.stage() == EventType.Stage.CONTROL);
  }

  @Test
  @DisplayName("shows a job with the fields that the REST API gives")
  void sameJob() throws IOException {
    JsonNode rest =
        new YAMLMapper().readTree(resource("/openapi.yaml")).at("/components/schemas/Job");
    JsonNode here = definitions().path("job");
    assertThat(names(here.path("properties"))).isEqualTo(names(rest.path("properties")));
    assertThat(here.path("required")).isEqualTo(rest.path("required"));
  }

  @ParameterizedTest
  @DisplayName("lets a worker send what is right")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "job:progress:v1|{\"percent\":0}",
        "job:progress:v1|{\"percent\":99.5,\"step\":\"s\",\"message\":\"m\"}",
        "model:chunk:v1|{\"text\":\"\",\"index\":0}",
        "task:progress:v1|{\"task\":\"t\",\"state\":\"active\"}",
        "x:load:v1|{\"anything\":[{}]}",
        "x:A.b_c-9:v9999|{}",
        "search:complete:v1|{\"count\":0,\"durationMs\":1,\"results\":[]}",
        "search:started:v1|{\"query\":\"q\"}",
        "model:complete:v1|{\"model\":\"m\",\"tokens\":{},\"firstTokenMs\":1,\"durationMs\":2}"
      })
  void right(String type, String data) {
    assertThatCode(() -> CATALOGUE.demand(WORKER, type, new JsonText(data)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @DisplayName("tells what is wrong, and where")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "job:progress:v1|{\"percent\":150}|data.percent|must be at most 100",
        "job:progress:v1|{\"percent\":-1}|data.percent|must be at least 0",
        "job:progress:v1|{}|data.percent|is missing",
        "job:progress:v1|[]|data|must be of type object",
        "job:progress:v1|null|data|must be of type object",
        "job:progress:v1|{\"percent\":1,\"owner\":1}|data|may have no other fields than message, percent, step",
        "task:progress:v1|{\"task\":\"\",\"state\":\"done\"}|data.task|must have at least 1 characters",
        "task:progress:v1|{\"task\":\"t\",\"state\":\"lost\"}|data.state|must be one of pending, active, done, failed",
        "search:complete:v1|{\"count\":1,\"durationMs\":1,\"results\":[{\"rank\":1}]}|data.results[0].score|is missing",
        "x:load:v1|7|data|must be of type object",
        "x:load:v0|{}|type|is not one that a worker may send",
        "x:<name>:v<n>|{}|type|is not one that a worker may send",
        "job:completed:v1|{\"result\":1,\"durationMs\":1}|type|is not one that a worker may send",
        "stream:open:v1|{}|type|is not one that a worker may send",
        "tab:update:v1|{\"tab\":1}|type|is not one that a worker may send",
        "job:progress:v2|{\"percent\":1}|type|is not one that a worker may send"
      })
  void wrong(String type, String data, String path, String message) {
    assertThat(refusal(WORKER, type, data).flaws()).containsExactly(new Flaw(path, message));
  }

  @Test
  @DisplayName("lets users send their own events, with more fields if they like")
  void users() {
    assertThatCode(
            () -> CATALOGUE.demand(USER, "tab:update:v1", new JsonText("{\"tab\":7,\"mine\":[]}")))
        .doesNotThrowAnyException();
    assertThat(refusal(USER, "tab:update:v1", "{\"tab\":7.5}").flaws())
        .containsExactly(new Flaw("data.tab", "must be of type integer or string"));
    assertThat(refusal(USER, "user:presence:v1", "{}").reason()).isEqualTo(Refused.Reason.INVALID);
    assertThat(refusal(USER, "x:load:v1", "{}").reason()).isEqualTo(Refused.Reason.INVALID);
    assertThatCode(
            () -> CATALOGUE.demand(SERVER, "job:resumed:v1", new JsonText("{\"by\":\"ada\"}")))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("calls data that is no JSON malformed")
  void malformed() {
    assertThat(refusal(WORKER, "x:load:v1", "{").reason()).isEqualTo(Refused.Reason.MALFORMED);
  }

  @ParameterizedTest
  @DisplayName("knows a handler's own type by its shape")
  @ValueSource(strings = {"x:a:v1", "x:A9._-:v42"})
  void own(String type) {
    assertThat(EventType.isOwn(type)).isTrue();
    assertThat(EventType.isOwn(type + "\n")).isFalse();
    assertThat(EventType.isOwn("y" + type)).isFalse();
  }

  private static Refused refusal(Sender sender, String type, String data) {
    return catchThrowableOfType(
        Refused.class, () -> CATALOGUE.demand(sender, type, new JsonText(data)));
  }

  private static List<String> names(JsonNode properties) {
    return properties.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  private static InputStream resource(String path) {
    return EventCatalogueTest.class.getResourceAsStream(path);
  }

  static JsonNode definitions() {
    try {
      return new ObjectMapper().readTree(resource("/events.schema.json")).path("$defs");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
