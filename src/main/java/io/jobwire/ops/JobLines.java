package io.jobwire.ops;

import io.jobwire.model.JobId;
import io.jobwire.model.TraceParent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line in the log for each step of a job's life, from the node that made it: which job and
 * which trace, never what it is about.
 */
public final class JobLines {
  /** Its own name, so that it can be turned off alone. */
  public static final String NAME = "jobwire.jobs";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);

  private JobLines() {}

  public static void tell(String step, JobId job, String type, TraceParent trace) {
    tell(step, job, type, 0, trace);
  }

  /** {@code attempt} is 0 where none is meant. */
  public static void tell(String step, JobId job, String type, int attempt, TraceParent trace) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    var line = LOG.atInfo().addKeyValue("jobId", job.value()).addKeyValue("type", type);
    if (attempt > 0) {
      line = line.addKeyValue("attempt", attempt);
    }
    line.addKeyValue("traceId", trace.traceId()).log(step);
  }
}
