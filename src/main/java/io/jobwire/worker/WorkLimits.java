package io.jobwire.worker;

/**
 * What handlers are held to; sizes in bytes of UTF-8. {@code types} is how many may be known before
 * a worker elsewhere can bring no other; 0 is no limit.
 */
public record WorkLimits(
    long leaseMs, long eventBytes, long resultBytes, long checkpointBytes, int types) {}
