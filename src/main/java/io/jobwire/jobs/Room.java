package io.jobwire.jobs;

import io.jobwire.redis.Watermark;

/** Whether there is room for one more job: in Redis, and in what its user may store. */
public record Room(Watermark watermark, StoredQuota quota) {}
