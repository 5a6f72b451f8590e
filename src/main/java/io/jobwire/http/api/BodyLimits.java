package io.jobwire.http.api;

/** How many bytes a request's body may have, a batch's, and one with what a worker has made. */
public record BodyLimits(long body, long batch, long work) {}
