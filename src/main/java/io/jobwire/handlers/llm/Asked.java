package io.jobwire.handlers.llm;

import java.util.List;

/**
 * One question to a model; what is null is left to the server. {@code begun} is what the model has
 * said already and goes on from, empty for a new answer.
 */
public record Asked(
    List<Message> messages, String model, Double temperature, Integer maxTokens, String begun) {

  public Asked {
    messages = List.copyOf(messages);
  }

  /** The same question, where an earlier attempt has come so far with its answer. */
  Asked goingOnFrom(String said) {
    return new Asked(messages, model, temperature, maxTokens, said);
  }

  /** {@code role} is system, user or assistant. */
  public record Message(String role, String content) {}
}
