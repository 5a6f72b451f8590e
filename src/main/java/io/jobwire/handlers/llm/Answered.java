package io.jobwire.handlers.llm;

/** How a model's answer ended; the counts are null where the server did not tell them. */
public record Answered(
    String model,
    Integer promptTokens,
    Integer completionTokens,
    long firstTokenMs,
    long durationMs,
    String finishReason) {}
