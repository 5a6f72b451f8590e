package io.jobwire.fault;

import io.jobwire.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's keys as they were at one moment, to be put back later. Each way in one step: between two
 * of the keys the job would write, and what is put back would be of no moment that there ever was.
 */
record JobCopy(RedisServer redis, String job) {
  private static final String ENDING = ".older";
  private static final String EACH =
      "for _, key in ipairs(KEYS) do redis.call('COPY', key .. ARGV[1], key .. ARGV[2], 'REPLACE') end";

  static JobCopy of(RedisServer redis, String job) {
    JobCopy copy = new JobCopy(redis, job);
    copy.all("", ENDING);
    return copy;
  }

  void putBack() {
    all(ENDING, "");
  }

  private void all(String from, String to) {
    List<String> command = new ArrayList<>(List.of("EVAL", EACH, "6"));
    for (String kind : List.of("job:", "log:", "out:", "steps:", "kept:", "inbox:")) {
      command.add("jw:{0}:" + kind + job);
    }
    command.add(from);
    command.add(to);
    redis.cli(command.toArray(String[]::new));
  }
}
