package io.jobwire.ops;

import io.jobwire.model.JobId;
import io.jobwire.model.TraceParent;

/** A job that has failed for good, in the words that its viewers may read. */
public record FailedJob(JobId id, String type, String code, String message, TraceParent trace) {}
