package io.jobwire.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A body on its way through the parser. Each read takes the value that is there, or notes a flaw,
 * passes over the value and gives null: so all flaws come together, and a body that is no JSON is
 * found so whatever else is wrong with it.
 */
final class Body {
  /** Takes the value of a field, or the next element of a list. */
  interface Taker {
    void take(String field) throws IOException;
  }

  /** Reads a whole body. */
  interface Reader<T> {
    Verdict<T> read(Body body) throws IOException;
  }

  private static final double EXACT = 1L << 53;
  private final JsonParser json;
  private Flaws flaws = new Flaws();

  private Body(JsonParser json) {
    this.json = json;
  }

  static <T> T read(byte[] bytes, Reader<T> reader) {
    try (JsonParser json = StrictJson.open(bytes)) {
      json.nextToken();
      Verdict<T> verdict = reader.read(new Body(json));
      demandEnd(json);
      return verdict.orRefuse();
    } catch (StreamConstraintsException tooMuch) {
      throw Refused.malformed("The body nests too deep or holds a number that is too long.");
    } catch (JsonProcessingException noJson) {
      throw malformed(noJson);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
  }

  private static void demandEnd(JsonParser json) throws IOException {
    if (json.currentToken() == null) {
      throw Refused.malformed("The body is empty; it must be JSON.");
    }
    if (json.nextToken() != null) {
      throw Refused.malformed("Something follows the JSON of the body.");
    }
  }

  private static Refused malformed(JsonProcessingException noJson) {
    var at = noJson.getLocation();
    return Refused.malformed(
        "The body is not JSON, or has a key twice, at line %d, column %d."
            .formatted(at.getLineNr(), at.getColumnNr()));
  }

  /** Flaws found from here on belong to one part of the body; gives those of the whole. */
  Flaws judgeApart() {
    return judgeBy(new Flaws());
  }

  Flaws judgeBy(Flaws these) {
    Flaws before = flaws;
    flaws = these;
    return before;
  }

  Flaws flaws() {
    return flaws;
  }

  /** False when it is no object. */
  boolean fields(Taker taker) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      wrong("must be an object");
      return false;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      taker.take(name);
    }
    return true;
  }

  /** Elements beyond the bound are passed over. Gives how many there are, -1 when it is no list. */
  int elements(int most, Taker taker) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      wrong("must be a list");
      return -1;
    }
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (count++ < most) {
        taker.take(null);
      } else {
        json.skipChildren();
      }
    }
    if (count > most) {
      wrong("may have at most " + most + " entries");
    }
    return count;
  }

  String text(Shape shape) throws IOException {
    if (json.hasToken(JsonToken.VALUE_STRING)) {
      String text = json.getText();
      if (shape.fits(text)) {
        return text;
      }
    }
    return wrong(shape.rule());
  }

  <E> E word(Map<String, E> words, String rule) throws IOException {
    E meaning = json.hasToken(JsonToken.VALUE_STRING) ? words.get(json.getText()) : null;
    return meaning != null ? meaning : wrong(rule);
  }

  Boolean truth() throws IOException {
    return json.currentToken().isBoolean()
        ? (Boolean) json.getBooleanValue()
        : wrong("must be true or false");
  }

  /** As in JSON Schema, 1.0 and 1e2 are whole numbers. */
  Long number(long least, long most) throws IOException {
    Long number = wholeNumber();
    return number != null && number >= least && number <= most
        ? number
        : wrong("must be a whole number from " + least + " to " + most);
  }

  private Long wholeNumber() throws IOException {
    if (json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
      boolean huge = json.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
      return huge ? null : (Long) json.getLongValue();
    }
    if (json.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
      double value = json.getDoubleValue();
      return value == Math.rint(value) && Math.abs(value) <= EXACT ? (Long) (long) value : null;
    }
    return null;
  }

  /** An object that is relayed as it is; only its outermost names are told. */
  JsonText object(Consumer<String> names) throws IOException {
    return json.hasToken(JsonToken.START_OBJECT)
        ? Relay.copy(json, names)
        : wrong("must be an object");
  }

  JsonText value() throws IOException {
    return Relay.copy(json, name -> {});
  }

  void unknown() throws IOException {
    wrong("is not known here");
  }

  /** A flaw of the value that the parser has reached; passes over it. */
  <T> T wrong(String message) throws IOException {
    flaws.add(Where.value(json), message);
    json.skipChildren();
    return null;
  }

  /** A flaw of a field of the object that the parser has just left. */
  void wrongField(String name, String message) {
    flaws.add(Where.field(json, name), message);
  }

  /** A field that was wrong is null too, and was told of already. */
  void demand(String name, Object value) {
    if (value == null && !flaws.at(Where.field(json, name))) {
      wrongField(name, "is missing");
    }
  }
}
