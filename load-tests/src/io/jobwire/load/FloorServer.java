package io.jobwire.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The floor as a process of its own; see {@link Floor}. */
record FloorServer(Child child, int port) implements Contender {

  static FloorServer start(Place place) throws Exception {
    int port = Place.freePort();
    String classes = System.getProperty("java.class.path");
    List<String> words =
        List.of(
            "-cp",
            absolute(classes),
            Floor.class.getName(),
            Integer.toString(place.redisPort()),
            Integer.toString(port));
    return new FloorServer(
        Child.java(place.folder("floor-" + port), words, Map.of(), "Ready"), port);
  }

  private static String absolute(String classes) {
    StringBuilder all = new StringBuilder();
    for (String one : classes.split(java.io.File.pathSeparator)) {
      all.append(Path.of(one).toAbsolutePath()).append(java.io.File.pathSeparator);
    }
    return all.toString();
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public String token() {
    return null;
  }

  @Override
  public void close() {
    child.close();
  }
}
