package io.jobwire.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobwire.model.EventCatalogue;
import io.jobwire.model.ModelCall;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import io.jobwire.model.WorkEvent;
import java.util.ArrayList;
import java.util.List;

/** What a worker elsewhere tells, held to the same catalogue and limits as what a handler tells. */
final class ToldEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ToldEvents() {}

  /** The events with what the store has to know of them; refuses all when one is wrong. */
  static List<WorkEvent> demand(List<WorkEvent> told, WorkLimits limits) {
    List<WorkEvent> events = new ArrayList<>(told.size());
    List<Flaw> flaws = new ArrayList<>(0);
    for (int i = 0; i < told.size(); i++) {
      String place = "events[" + i + "]";
      WorkEvent event = told.get(i);
      if (Payload.bytes(event.data()) > limits.eventBytes()) {
        throw Refused.tooLarge(place + ".data", limits.eventBytes());
      }
      events.add(shaped(event, place, flaws));
    }
    if (!flaws.isEmpty()) {
      throw Refused.invalid(flaws.subList(0, Math.min(flaws.size(), 20)));
    }
    return events;
  }

  private static WorkEvent shaped(WorkEvent event, String place, List<Flaw> flaws) {
    JsonNode data = parse(event);
    Workplace.CATALOGUE
        .flaw(EventCatalogue.Sender.WORKER, event.type(), data)
        .map(flaw -> new Flaw(place + "." + flaw.path(), flaw.message()))
        .ifPresent(flaws::add);
    return switch (event.type()) {
      case "model:chunk:v1" -> {
        String text = whole(data, "text", place, flaws);
        yield WorkEvent.chunk(text, event.data());
      }
      case "task:progress:v1" -> WorkEvent.task(whole(data, "task", place, flaws), event.data());
      case "model:complete:v1" -> WorkEvent.call(call(data), event.data());
      default -> event;
    };
  }

  private static ModelCall call(JsonNode data) {
    return ModelCall.of(
        data.path("firstTokenMs").asDouble(),
        data.path("durationMs").asDouble(),
        data.path("tokens").path("completion").asDouble(-1));
  }

  /**
   * A text that the store keeps beside the event, in UTF-8. A cut through a pair is for the sender
   * to mend: only he has the other half.
   */
  private static String whole(JsonNode data, String field, String place, List<Flaw> flaws) {
    String text = data.path(field).asText("");
    if (!Utf16Seam.isPaired(text)) {
      flaws.add(
          new Flaw(
              place + ".data." + field,
              "has half a surrogate pair; cut the text between characters"));
    }
    return text;
  }

  private static JsonNode parse(WorkEvent event) {
    try {
      return JSON.readTree(event.data().text());
    } catch (JsonProcessingException noJson) {
      throw Refused.malformed("The data of an event is not JSON.");
    }
  }
}
