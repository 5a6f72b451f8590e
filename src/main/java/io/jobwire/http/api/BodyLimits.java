package io.jobwire.http.api;

/** How many bytes a request's body may have, and a batch's. */
public record BodyLimits(long body, long batch) {}
