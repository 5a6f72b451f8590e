package io.jobwire.model;

/** Input for a running job; the same {@code signalId} again changes nothing. */
public record NewSignal(String signalId, String name, JsonText payload) {}
