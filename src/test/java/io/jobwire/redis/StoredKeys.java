package io.jobwire.redis;

import io.jobwire.testing.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What jobs hold, by partition and owner: counted over the keys that there are, and as the owners
 * are charged.
 */
final class StoredKeys {
  private static final String COUNT =
      """
      local found = {}
      for _, name in ipairs(redis.call('KEYS', ARGV[1] .. ':*')) do
        local at, id = string.match(name, '^(' .. ARGV[1] .. ':{%d+}:)job:(.*)$')
        if at then
          local bytes = redis.call('STRLEN', at .. 'out:' .. id)
          for _, text in ipairs({ 'input', 'result', 'checkpoint' }) do
            bytes = bytes + #(redis.call('HGET', name, text) or '')
          end
          for _, entry in ipairs(redis.call('XRANGE', at .. 'log:' .. id, '-', '+')) do
            bytes = bytes + #entry[2][2]
          end
          for _, entry in ipairs(redis.call('XRANGE', at .. 'inbox:' .. id, '-', '+')) do
            bytes = bytes + #entry[2][6]
          end
          table.insert(found, { at .. redis.call('HGET', name, 'user'), bytes })
        end
      end
      return found
      """;

  private static final String READ =
      """
      local found = {}
      for _, name in ipairs(redis.call('KEYS', ARGV[1] .. ':*')) do
        local at = string.match(name, '^(' .. ARGV[1] .. ':{%d+}:)stored$')
        local owners = at and redis.call('HGETALL', name) or {}
        for i = 1, #owners, 2 do table.insert(found, { at .. owners[i], tonumber(owners[i + 1]) }) end
      end
      return found
      """;

  private StoredKeys() {}

  static Map<String, Long> counted(Given given) {
    return all(given, COUNT);
  }

  static Map<String, Long> charged(Given given) {
    return all(given, READ);
  }

  private static Map<String, Long> all(Given given, String script) {
    Map<String, Long> bytes = new TreeMap<>();
    for (RedisServer server : given.layout.servers()) {
      for (Object entry : (List<?>) server.cli("EVAL", script, "0", given.keys.prefix())) {
        List<?> pair = (List<?>) entry;
        bytes.merge(pair.get(0).toString(), (Long) pair.get(1), Long::sum);
      }
    }
    return bytes;
  }
}
