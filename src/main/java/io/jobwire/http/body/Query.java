package io.jobwire.http.body;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.regex.Pattern;

/** Query parameters, each at most once; null is what was not given. */
final class Query {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private final MultiMap given;
  private final Flaws flaws = new Flaws();

  Query(MultiMap given) {
    this.given = given;
  }

  String raw(String name) {
    List<String> values = given.getAll(name);
    if (values.size() > 1) {
      flaws.add(name, "is given twice");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  String text(String name, Shape shape) {
    String value = raw(name);
    if (value != null && !shape.fits(value)) {
      flaws.add(name, shape.rule());
    }
    return value;
  }

  int number(String name, int least, int most, int otherwise) {
    String value = raw(name);
    if (value == null) {
      return otherwise;
    }
    long number = NUMBER.matcher(value).matches() ? Long.parseLong(value) : Long.MIN_VALUE;
    if (number < least || number > most) {
      wrong(name, "must be a whole number from " + least + " to " + most);
      return otherwise;
    }
    return (int) number;
  }

  void wrong(String name, String message) {
    flaws.add(name, message);
  }

  void refuseIfWrong() {
    if (!flaws.none()) {
      throw flaws.refusal();
    }
  }
}
