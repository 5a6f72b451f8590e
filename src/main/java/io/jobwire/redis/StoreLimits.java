package io.jobwire.redis;

/** What the scripts hold jobs to. */
public record StoreLimits(long backlogEvents, long backlogBytes, long leaseMs, long outputBytes) {}
