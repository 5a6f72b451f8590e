package io.jobwire.handlers.llm;

import io.jobwire.worker.JobFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The question out of a job's input; refuses what is none, also where no schema was asked. */
final class LlmInput {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");
  private static final int MOST_TOKENS = 10_000_000;

  private final JsonObject input;

  LlmInput(JsonObject input) {
    this.input = input;
  }

  Asked asked() {
    List<Asked.Message> messages = new ArrayList<>();
    String system = text("system");
    if (system != null) {
      messages.add(new Asked.Message("system", system));
    }
    messages.addAll(conversation());
    return new Asked(messages, text("model"), temperature(), maxTokens(), "");
  }

  private List<Asked.Message> conversation() {
    String prompt = text("prompt");
    Object messages = input.getValue("messages");
    if ((prompt == null) == (messages == null)) {
      throw invalid("Give either prompt or messages.");
    }
    return prompt == null ? messages(messages) : List.of(new Asked.Message("user", prompt));
  }

  private static List<Asked.Message> messages(Object given) {
    if (!(given instanceof JsonArray list) || list.isEmpty()) {
      throw invalid("messages must be a list of at least one message.");
    }
    List<Asked.Message> messages = new ArrayList<>();
    list.forEach(each -> messages.add(message(each)));
    return messages;
  }

  private static Asked.Message message(Object given) {
    if (given instanceof JsonObject message
        && message.getValue("role") instanceof String role
        && ROLES.contains(role)
        && message.getValue("content") instanceof String content) {
      return new Asked.Message(role, content);
    }
    throw invalid("A message has a role, which is system, user or assistant, and a content.");
  }

  private String text(String name) {
    Object value = input.getValue(name);
    if (value == null || value instanceof String text && !text.isEmpty()) {
      return (String) value;
    }
    throw invalid(name + " must be a text that is not empty.");
  }

  private Double temperature() {
    Object value = input.getValue("temperature");
    if (value == null) {
      return null;
    }
    if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 2) {
      return number.doubleValue();
    }
    throw invalid("temperature must be a number from 0 to 2.");
  }

  private Integer maxTokens() {
    Object value = input.getValue("maxTokens");
    if (value == null) {
      return null;
    }
    if (value instanceof Number number
        && number.doubleValue() >= 1
        && number.doubleValue() <= MOST_TOKENS
        && number.doubleValue() % 1 == 0) {
      return number.intValue();
    }
    throw invalid("maxTokens must be a whole number from 1 to " + MOST_TOKENS + ".");
  }

  private static JobFailure invalid(String message) {
    return JobFailure.last("invalid_input", message);
  }
}
