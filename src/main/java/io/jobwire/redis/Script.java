package io.jobwire.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step, carried out inside Redis: all of it or nothing. The files stand in {@code
 * resources/redis}.
 */
enum Script {
  ADMIT,
  APPEND,
  ATTACH,
  BRIEF,
  BUSY,
  CANCEL,
  CHECKPOINT,
  CLAIM,
  COMPLETE,
  CREATE,
  DEPART,
  ENTER,
  FAIL,
  FORGET,
  HEARTBEAT,
  HOLD,
  LEAVE,
  LOCK,
  NUMBERS,
  OUTPUT,
  PAGE,
  PUBLISH,
  QUEUE,
  REFUND,
  RELEASE,
  REMOVE,
  RESUME,
  SEEN,
  SIGNAL,
  SPEND,
  STATE,
  STATUS,
  SWEEP,
  TELL,
  TODAY,
  TOPS,
  TYPES,
  UNWATCH,
  USERPAGE,
  VIEW,
  VISIT,
  VISITED,
  WATCH;

  private final String text;
  private final String sha;

  Script() {
    text = read(name().toLowerCase(java.util.Locale.ROOT));
    sha = sha1(text);
  }

  String text() {
    return text;
  }

  String sha() {
    return sha;
  }

  private static String read(String name) {
    Matcher include = Source.INCLUDE.matcher(resource(name + ".lua"));
    return include.replaceAll(
        found -> Matcher.quoteReplacement(resource("include/" + found.group(1) + ".lua")));
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream("/redis/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The script redis/" + name + " is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * A constant of its own class: an enum's own statics do not exist yet while its values are made.
   */
  private static final class Source {
    static final Pattern INCLUDE = Pattern.compile("(?m)^--- @include (\\w+)$");
  }
}
