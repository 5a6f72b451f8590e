package io.jobwire.http.limit;

import io.jobwire.model.Counted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Of however many, those with the most: no telling grows with the number of addresses. */
final class Most {
  static final int TOLD = 500;

  private final PriorityQueue<Counted> most =
      new PriorityQueue<>(Comparator.comparingLong(Counted::number));

  void add(Counted one) {
    most.add(one);
    if (most.size() > TOLD) {
      most.poll();
    }
  }

  List<Counted> all() {
    return new ArrayList<>(most);
  }
}
