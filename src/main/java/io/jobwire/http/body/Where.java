package io.jobwire.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Names places in a body as people write them: {@code backoff.delayMs}, {@code jobs[7].tags[3]}.
 * Asked only when something is wrong there.
 */
final class Where {
  static final String WHOLE = "body";
  private static final int LONGEST_NAME = 64;

  private Where() {}

  /** The place of the value that the parser has reached or just left. */
  static String value(JsonParser json) {
    String path = path(context(json));
    return path.isEmpty() ? WHOLE : path;
  }

  /** The place of a field in the object that the parser has just left. */
  static String field(JsonParser json, String name) {
    return join(path(context(json)), name);
  }

  /** An opened object or list has a context of its own already. */
  private static JsonStreamContext context(JsonParser json) {
    JsonToken token = json.currentToken();
    JsonStreamContext context = json.getParsingContext();
    return token != null && token.isStructStart() ? context.getParent() : context;
  }

  private static String path(JsonStreamContext context) {
    if (context.inRoot()) {
      return "";
    }
    String outer = path(context.getParent());
    return context.inArray()
        ? outer + "[" + context.getCurrentIndex() + "]"
        : join(outer, printable(context.getCurrentName()));
  }

  private static String join(String outer, String name) {
    return outer.isEmpty() ? name : outer + "." + name;
  }

  /** The name may be anything at all, and goes into an answer. */
  private static String printable(String name) {
    StringBuilder printable = new StringBuilder();
    name.codePoints().limit(LONGEST_NAME).map(Where::harmless).forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static int harmless(int c) {
    return Character.isISOControl(c) ? '\uFFFD' : c;
  }
}
