package io.jobwire.handlers.llm;

import io.vertx.core.json.JsonObject;

/** How a model's answer ended; the counts are null where the server did not tell them. */
public record Answered(
    String model,
    Integer promptTokens,
    Integer completionTokens,
    long firstTokenMs,
    long durationMs,
    String finishReason) {

  /** The data of {@code model:complete:v1}. */
  public JsonObject told() {
    return new JsonObject()
        .put("model", model)
        .put("tokens", tokens())
        .put("firstTokenMs", firstTokenMs)
        .put("durationMs", durationMs);
  }

  /** The counts that are known. */
  public JsonObject tokens() {
    JsonObject tokens = new JsonObject();
    if (promptTokens != null) {
      tokens.put("prompt", promptTokens);
    }
    if (completionTokens != null) {
      tokens.put("completion", completionTokens);
    }
    return tokens;
  }
}
