package io.jobwire.jobs;

import java.util.Set;

/**
 * What the jobs are held to beyond their own rules: the pace of creation, and the types the
 * settings name.
 */
public record JobsPolicy(int createsPerMinute, int createBurst, Set<String> configuredTypes) {}
