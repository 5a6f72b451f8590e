package io.jobwire.stream;

import io.jobwire.model.Attendance;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** All doors of this process, asked who is there; each counts on its own loop. */
public final class Attendances {
  private final List<Supplier<Future<Attendance>>> doors = new CopyOnWriteArrayList<>();

  public void add(Supplier<Future<Attendance>> door) {
    doors.add(door);
  }

  public void remove(Supplier<Future<Attendance>> door) {
    doors.remove(door);
  }

  Future<Attendance> all() {
    List<Future<Attendance>> each = doors.stream().map(Supplier::get).toList();
    return Future.all(each)
        .map(all -> each.stream().map(Future::result).reduce(Attendance.NONE, Attendance::and));
  }
}
