package io.jobwire.handlers.llm;

import java.net.URI;
import java.util.Optional;

/**
 * The server to ask: the address before {@code /chat/completions}, the model where a question names
 * none, the key where the server wants one, and whether it goes on from the part of an answer.
 */
public record ChatPlan(
    URI url, String model, Optional<String> key, boolean continues, Patience patience) {

  /** Without the key, whoever prints it. */
  @Override
  public String toString() {
    return "ChatPlan[" + url + ", " + model + "]";
  }
}
