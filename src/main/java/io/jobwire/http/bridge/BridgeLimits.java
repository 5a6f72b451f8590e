package io.jobwire.http.bridge;

/** What one socket may ask of us. */
public record BridgeLimits(
    int subscriptions, int framesPerSecond, long socketBuffer, int frameBytes, boolean xhr) {}
