package io.jobwire.redis;

import io.jobwire.model.JobId;

/**
 * A job that is gone: whose it was, and when it was made, which tells it from a later one of its
 * id.
 */
public record Removed(JobId id, String user, long createdMs) {}
