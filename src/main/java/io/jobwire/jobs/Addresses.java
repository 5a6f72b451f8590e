package io.jobwire.jobs;

/** Where each command is carried out. */
final class Addresses {
  static final String CREATE = "jobwire.jobs.create";
  static final String GET = "jobwire.jobs.get";
  static final String STATUS = "jobwire.jobs.status";
  static final String STATE = "jobwire.jobs.state";
  static final String LIST = "jobwire.jobs.list";
  static final String CANCEL = "jobwire.jobs.cancel";
  static final String RESUME = "jobwire.jobs.resume";
  static final String SIGNAL = "jobwire.jobs.signal";
  static final String REMOVE = "jobwire.jobs.remove";
  static final String PUBLISH = "jobwire.user.publish";
  static final String DEVICES = "jobwire.user.devices";
  static final String STATS = "jobwire.realtime.stats";
  static final String SUMMARY = "jobwire.analytics.summary";
  static final String TYPES = "jobwire.jobs.types";
  static final String QUEUES = "jobwire.jobs.queues";
  static final String PAUSE = "jobwire.jobs.pause";

  private Addresses() {}
}
