package io.jobwire.worker;

/** What handlers are held to; sizes in bytes of UTF-8. */
public record WorkLimits(long leaseMs, long eventBytes, long resultBytes, long checkpointBytes) {}
