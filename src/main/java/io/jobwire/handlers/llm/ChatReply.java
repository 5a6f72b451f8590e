package io.jobwire.handlers.llm;

import io.jobwire.worker.JobFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A streamed answer as it grows: folds the data of its events, one after the other. */
final class ChatReply {
  private static final String LAST = "[DONE]";

  private final long asked = System.nanoTime();
  private final StringBuilder fresh = new StringBuilder();
  private final String secret;
  private String model;
  private String finishReason;
  private Integer promptTokens;
  private Integer completionTokens;
  private long firstTokenMs = -1;
  private boolean begun;
  private boolean done;

  /** {@code secret} is shown to nobody, whatever the server says. */
  ChatReply(String model, String secret) {
    this.model = model;
    this.secret = secret;
  }

  void take(String data) {
    if (done || data.isBlank()) {
      return;
    }
    begun = true;
    if (data.strip().equals(LAST)) {
      done = true;
    } else {
      fold(parsed(data));
    }
  }

  /** The text that came since this was asked last. */
  String fresh() {
    String text = fresh.toString();
    fresh.setLength(0);
    return text;
  }

  /** Something came, be it no more than who is going to speak. */
  boolean hasBegun() {
    return begun;
  }

  /** Nothing more comes. */
  boolean isDone() {
    return done;
  }

  /** Nothing of the text is missing, whatever else may be. */
  boolean isWhole() {
    return done || finishReason != null;
  }

  Answered answered() {
    long duration = sinceAsked();
    return new Answered(
        model,
        promptTokens,
        completionTokens,
        firstTokenMs < 0 ? duration : firstTokenMs,
        duration,
        finishReason == null ? "stop" : finishReason);
  }

  private static JsonObject parsed(String data) {
    try {
      return new JsonObject(data);
    } catch (DecodeException | ClassCastException noObject) {
      throw JobFailure.retryable(
          "model_garbled", "The model server sent something that is not of the chat protocol.");
    }
  }

  private void fold(JsonObject event) {
    if (event.getValue("error") != null || "error".equals(event.getValue("object"))) {
      throw JobFailure.retryable("model_failed", Upstream.brokeOff(event, secret));
    }
    if (event.getValue("model") instanceof String name && !name.isBlank()) {
      model = Upstream.readable(name, secret);
    }
    if (event.getValue("choices") instanceof JsonArray choices
        && !choices.isEmpty()
        && choices.getValue(0) instanceof JsonObject choice) {
      fold(choice.getValue("delta"), choice.getValue("finish_reason"));
    }
    if (event.getValue("usage") instanceof JsonObject usage) {
      promptTokens = count(usage.getValue("prompt_tokens"), promptTokens);
      completionTokens = count(usage.getValue("completion_tokens"), completionTokens);
    }
  }

  /** Who speaks, and what a model thinks before it speaks, is no part of the answer. */
  private void fold(Object delta, Object reason) {
    if (delta instanceof JsonObject said
        && said.getValue("content") instanceof String text
        && !text.isEmpty()) {
      firstTokenMs = firstTokenMs < 0 ? sinceAsked() : firstTokenMs;
      fresh.append(text);
    }
    if (reason instanceof String word && !word.isBlank()) {
      finishReason = Upstream.readable(word, secret);
    }
  }

  private static Integer count(Object told, Integer otherwise) {
    return told instanceof Number number
            && number.doubleValue() >= 0
            && number.doubleValue() <= Integer.MAX_VALUE
        ? Integer.valueOf(number.intValue())
        : otherwise;
  }

  private long sinceAsked() {
    return (System.nanoTime() - asked) / 1_000_000;
  }
}
