package io.jobwire.http.body;

import io.jobwire.model.Refused;
import java.util.function.Supplier;

/** What a part of a body says, or why it is refused; one of the two is null. */
public record Verdict<T>(T value, Refused refusal) {

  static <T> Verdict<T> of(Flaws flaws, Supplier<T> value) {
    if (!flaws.none()) {
      return new Verdict<>(null, flaws.refusal());
    }
    try {
      return new Verdict<>(value.get(), null);
    } catch (Refused refusal) {
      return new Verdict<>(null, refusal);
    }
  }

  public boolean isRefused() {
    return refusal != null;
  }

  public T orRefuse() {
    if (isRefused()) {
      throw refusal;
    }
    return value;
  }
}
