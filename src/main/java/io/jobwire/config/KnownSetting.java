package io.jobwire.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One row of the table: where it stands, what type it has inside, and what was declared of it. */
record KnownSetting(String path, Class<?> type, Setting declared) {

  /** What it looks like from outside. */
  enum Kind {
    NUMBER,
    FLAG,
    LIST,
    COUNTS,
    TEXT
  }

  private static final Pattern HUMP = Pattern.compile("([a-z])([A-Z])");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}");
  private static final int SHOWN = 80;

  Kind kind() {
    if (type == int.class || type == long.class || type == Duration.class) {
      return Kind.NUMBER;
    } else if (type == boolean.class) {
      return Kind.FLAG;
    } else if (type == List.class) {
      return Kind.LIST;
    }
    return type == Map.class ? Kind.COUNTS : Kind.TEXT;
  }

  /** The name of its variable: {@code jobs.leaseMs} is {@code JOBWIRE_JOBS_LEASE_MS}. */
  String variable() {
    String words = HUMP.matcher(path).replaceAll("$1_$2").replace('.', '_');
    return Environment.PREFIX + words.toUpperCase(Locale.ROOT);
  }

  /** What a variable says. What it cannot be stays a text, and is refused as one later. */
  Object fromVariable(String text) {
    String word = text.strip();
    return switch (kind()) {
      case NUMBER -> DECIMAL.matcher(word).matches() ? Long.valueOf(word) : text;
      case FLAG -> word.equals("true") || word.equals("false") ? Boolean.valueOf(word) : text;
      case LIST ->
          Arrays.stream(text.split(",")).map(String::strip).filter(e -> !e.isEmpty()).toList();
      case COUNTS, TEXT -> text;
    };
  }

  boolean allows(long number) {
    return declared.min() <= number && number <= declared.max();
  }

  boolean allows(String text) {
    return text.matches(declared.shape());
  }

  String mayBe() {
    return switch (kind()) {
      case NUMBER -> "a whole number " + range();
      case FLAG -> "true or false";
      case LIST -> "a list of " + declared.mayBe();
      case COUNTS -> "a map of job types, each with concurrency, a whole number " + range();
      case TEXT -> type.isEnum() ? "one of " + words() : declared.mayBe();
    };
  }

  private String range() {
    return "from " + declared.min() + " to " + declared.max();
  }

  private String words() {
    return Arrays.stream(type.getEnumConstants())
        .map(word -> word.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** A value as it may stand in a message: not too long, and no secret. */
  String show(Object value) {
    if (type == Secret.class) {
      return Secret.MASK;
    }
    String text = String.valueOf(value);
    String safe = isAddress() ? Masked.address(text) : text;
    String brief = safe.length() > SHOWN ? safe.substring(0, SHOWN) + "…" : safe;
    return value instanceof String ? '"' + brief + '"' : brief;
  }

  private boolean isAddress() {
    return type == RedisUrl.class || type == URI.class || type == List.class;
  }
}
