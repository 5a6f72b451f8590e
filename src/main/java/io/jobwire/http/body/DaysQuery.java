package io.jobwire.http.body;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/** Which days, counted from 1970 on; null is what was not given. */
public record DaysQuery(Long from, Long to) {
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  /** From query parameters; those it does not know are ignored. */
  public static DaysQuery of(MultiMap parameters) {
    Query query = new Query(parameters);
    DaysQuery days = new DaysQuery(day(query, "from"), day(query, "to"));
    query.refuseIfWrong();
    return days;
  }

  private static Long day(Query query, String name) {
    String given = query.raw(name);
    if (given == null) {
      return null;
    }
    try {
      if (DAY.matcher(given).matches()) {
        return LocalDate.parse(given).toEpochDay();
      }
    } catch (DateTimeException noSuchDay) {
      // told like any other that is none
    }
    query.wrong(name, "must be a day (UTC), as in 2025-11-20");
    return null;
  }
}
