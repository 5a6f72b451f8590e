package io.jobwire.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Whether this process can serve: everything started, everything it needs at hand, not on its way
 * out.
 */
public final class Health {
  private final List<Check> checks = new CopyOnWriteArrayList<>();
  private volatile boolean started;
  private volatile boolean draining;

  private record Check(String name, BooleanSupplier up) {}

  /** One check's result. */
  public record Result(String name, boolean up) {}

  public void watch(String name, BooleanSupplier up) {
    checks.add(new Check(name, up));
  }

  public void started() {
    started = true;
  }

  public void draining() {
    draining = true;
  }

  public boolean isReady() {
    return results().stream().allMatch(Result::up);
  }

  public List<Result> results() {
    List<Result> results = new ArrayList<>();
    results.add(new Result("started", started));
    results.add(new Result("accepting", !draining));
    for (Check check : checks) {
      results.add(new Result(check.name, check.up.getAsBoolean()));
    }
    return results;
  }
}
