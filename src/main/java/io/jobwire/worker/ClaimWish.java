package io.jobwire.worker;

import java.util.List;

/**
 * What a worker elsewhere asks for: up to {@code max} jobs of these types, and how long it waits
 * for the first of them. {@code claimId} is null when it does not mean to ask again.
 */
public record ClaimWish(List<String> types, int max, long waitMs, String worker, String claimId) {}
