package io.jobwire.model;

import java.util.HashSet;
import java.util.Set;

/**
 * Who is connected: sockets and event streams, those of them that are signed in, what they follow,
 * the distinct streams, and the distinct users.
 */
public record Attendance(
    int connections, int connected, int subscriptions, Set<String> rooms, Set<String> users) {
  public static final Attendance NONE = new Attendance(0, 0, 0, Set.of(), Set.of());

  public Attendance and(Attendance other) {
    return new Attendance(
        connections + other.connections,
        connected + other.connected,
        subscriptions + other.subscriptions,
        union(rooms, other.rooms),
        union(users, other.users));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }
}
