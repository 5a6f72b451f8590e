package io.jobwire.handlers.llm;

import java.util.List;

/** One question to a model; what is null is left to the server. */
public record Asked(List<Message> messages, String model, Double temperature, Integer maxTokens) {

  public Asked {
    messages = List.copyOf(messages);
  }

  /** {@code role} is system, user or assistant. */
  public record Message(String role, String content) {}
}
