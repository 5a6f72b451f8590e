package io.jobwire.jobs;

import io.jobwire.model.JobBrief;
import io.jobwire.model.JobState;

/**
 * Which jobs to list; null means any. {@code user} is for admins: somebody's, or {@code *} for
 * everybody's.
 */
public record JobFilter(
    JobState state, String type, String tag, int limit, String cursor, String user) {

  boolean admits(JobBrief job) {
    return (state == null || state == job.state())
        && (type == null || type.equals(job.type()))
        && (tag == null || job.tags().contains(tag));
  }
}
