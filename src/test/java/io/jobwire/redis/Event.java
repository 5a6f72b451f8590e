package io.jobwire.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.Fold;
import io.jobwire.model.JsonText;
import io.jobwire.model.Position;
import java.util.List;

/** An event as a viewer reads it. */
record Event(String text, JsonNode json) {

  static Event of(JsonText text) {
    return new Event(text.text(), Fold.parse(text.text()));
  }

  static List<Event> all(List<JsonText> texts) {
    return texts.stream().map(Event::of).toList();
  }

  long seq() {
    return json.get("seq").asLong();
  }

  String type() {
    return json.get("type").asText();
  }

  long at() {
    return json.get("at").asLong();
  }

  JsonNode data() {
    return json.get("data");
  }

  Position position() {
    return Position.parse(json.get("id").asText()).orElseThrow();
  }

  @Override
  public String toString() {
    return text;
  }
}
