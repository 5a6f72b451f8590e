package io.jobwire.http.body;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Flaw;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a request, the first twenty of it. */
final class Flaws {
  private static final int MOST = 20;
  private final List<Flaw> found = new ArrayList<>(0);

  void add(String path, String message) {
    if (found.size() < MOST) {
      found.add(new Flaw(path, message));
    }
  }

  boolean at(String path) {
    return found.stream().anyMatch(flaw -> flaw.path().equals(path));
  }

  boolean none() {
    return found.isEmpty();
  }

  Refused refusal() {
    return Refused.invalid(found);
  }
}
