package io.jobwire.model;

import java.util.List;

/** What tells whether a job belongs into a list, and how heavy its view would be. */
public record JobBrief(JobState state, String type, List<String> tags, long bytes) {}
