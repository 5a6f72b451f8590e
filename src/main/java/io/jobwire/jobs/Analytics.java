package io.jobwire.jobs;

import io.jobwire.model.Refused;
import io.jobwire.model.Scope;
import io.jobwire.redis.Days;
import io.jobwire.redis.Days.Today;
import io.vertx.core.Future;

/** What was counted in the days that somebody asks for: chooses them, and reads one by one. */
final class Analytics {
  private static final int MOST_DAYS = 90;
  private static final int USUAL_DAYS = 7;

  private final Days days;

  Analytics(Days days) {
    this.days = days;
  }

  Future<Answer> summary(Command.Summary command) {
    command.caller().demand(Scope.ADMIN);
    return days.today()
        .compose(today -> summary(command, today))
        .map(Summary::json)
        .map(Answer::of);
  }

  private Future<Summary> summary(Command.Summary command, Today today) {
    long to = command.to() != null ? command.to() : today.day();
    long from = command.from() != null ? command.from() : to - USUAL_DAYS + 1;
    if (from > to) {
      throw Refused.invalid("from", "must not be after " + (command.to() != null ? "to" : "today"));
    }
    if (to - from >= MOST_DAYS) {
      throw Refused.invalid("from", "must be less than " + MOST_DAYS + " days before to");
    }
    return read(from, to, new Summary(today.openSessions()));
  }

  /** One day after the other: many days of many partitions at once would hold up all others. */
  private Future<Summary> read(long day, long to, Summary summary) {
    return day > to
        ? Future.succeededFuture(summary)
        : days.numbers(day)
            .map(numbers -> summary.add(day, numbers))
            .compose(more -> read(day + 1, to, more));
  }
}
