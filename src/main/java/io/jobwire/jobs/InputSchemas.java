package io.jobwire.jobs;

import io.jobwire.model.InputSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schemas that workers told, compiled once each. One that this process does not understand, as that
 * of a newer worker may be, demands nothing; the log says so once.
 */
final class InputSchemas {
  private static final Logger LOG = LoggerFactory.getLogger(InputSchemas.class);
  private static final int MOST = 1_000;

  /** By their text; the one that was not asked for longest goes first. */
  private final Map<String, Optional<InputSchema>> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<InputSchema>> eldest) {
          return size() > MOST;
        }
      };

  Optional<InputSchema> of(String type, String schema) {
    Optional<InputSchema> known = compiled.get(schema);
    if (known == null) {
      known = compile(type, schema);
      compiled.put(schema, known);
    }
    return known;
  }

  private static Optional<InputSchema> compile(String type, String schema) {
    try {
      return Optional.of(InputSchema.compile(schema));
    } catch (IllegalArgumentException foreign) {
      LOG.warn("The inputs of {} are not checked here: {}", type, foreign.getMessage());
      return Optional.empty();
    }
  }
}
