package io.jobwire.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobwire.model.Refused.Flaw;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may be in the data of an event that somebody outside sends. {@code events.schema.json} is
 * compiled to Java checks once, when this is made.
 */
public final class EventCatalogue {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OWN = "x:<name>:v<n>";

  /** Who sends an event. */
  public enum Sender {
    SERVER,
    WORKER,
    USER
  }

  private record Entry(Sender sender, DataCheck check) {}

  private final Map<String, Entry> entries = new HashMap<>();

  private EventCatalogue(JsonNode schema) {
    JsonNode definitions = schema.path("$defs");
    SchemaCompiler compiler = new SchemaCompiler(definitions);
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      JsonNode sender = definition.getValue().path("sentBy");
      if (sender.isTextual()) {
        DataCheck check = compiler.compile(definition.getValue());
        entries.put(definition.getKey(), new Entry(sender(sender.asText()), check));
      }
    }
  }

  public static EventCatalogue load() {
    try (InputStream file = EventCatalogue.class.getResourceAsStream("/events.schema.json")) {
      return new EventCatalogue(JSON.readTree(file));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The names of all types, that of the handlers' own as a pattern. */
  Set<String> types() {
    return new TreeSet<>(entries.keySet());
  }

  /** Refuses what this sender may not send, with {@code type} or {@code data.…} as the place. */
  public void demand(Sender sender, String type, JsonText data) {
    demand(sender, type, parse(data));
  }

  public void demand(Sender sender, String type, JsonNode data) {
    flaw(sender, type, data).ifPresent(EventCatalogue::refuse);
  }

  /** For callers who have more to say about the place. */
  public Optional<Flaw> flaw(Sender sender, String type, JsonNode data) {
    Entry entry = entries.get(EventType.isOwn(type) ? OWN : type);
    if (entry == null || entry.sender != sender || type.equals(OWN)) {
      String who = sender.name().toLowerCase(Locale.ROOT);
      return Optional.of(new Flaw("type", "is not one that a " + who + " may send"));
    }
    return entry.check.flaws(data).stream().findFirst().map(flaw -> flaw.in("data").told());
  }

  private static void refuse(Flaw flaw) {
    throw Refused.invalid(flaw.path(), flaw.message());
  }

  private static JsonNode parse(JsonText data) {
    try {
      return JSON.readTree(data.text());
    } catch (JsonProcessingException noJson) {
      throw Refused.malformed("The data of an event is not JSON.");
    }
  }

  private static Sender sender(String word) {
    return Sender.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
