package io.jobwire.model;

/** Input that somebody sent to a running job; {@code n} counts a job's signals from 1. */
public record Signal(long n, String signalId, String name, JsonText payload, JsonText by) {}
