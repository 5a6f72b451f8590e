package io.jobwire.model;

/** The right to write to a job: its current lease, unguessable, compared for equality. */
public record Claim(JobId job, String lease) {}
