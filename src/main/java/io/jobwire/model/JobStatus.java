package io.jobwire.model;

/** The little that a poll needs. */
public record JobStatus(JobId id, JobState state, Progress progress, int attempt, long seq) {}
