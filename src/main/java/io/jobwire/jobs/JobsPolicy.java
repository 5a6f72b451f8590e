package io.jobwire.jobs;

import java.util.Set;

/**
 * What the jobs are held to beyond their own rules: the pace of creation, the highest priority that
 * who is no admin may give, and the types the settings name.
 */
public record JobsPolicy(
    int createsPerMinute, int createBurst, int highestPriority, Set<String> configuredTypes) {}
