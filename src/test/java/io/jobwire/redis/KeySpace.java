package io.jobwire.redis;

import io.jobwire.testing.RedisServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything under a prefix, as it stands: what a refused step must leave as it was. */
final class KeySpace {
  private static final String READ_ALL =
      """
      local read = {
        string = { 'GET' }, hash = { 'HGETALL' }, set = { 'SMEMBERS' },
        zset = { 'ZRANGE', '0', '-1', 'WITHSCORES' }, stream = { 'XRANGE', '-', '+' },
        list = { 'LRANGE', '0', '-1' }
      }
      local all = {}
      for _, name in ipairs(redis.call('KEYS', ARGV[1] .. ':*')) do
        local kind = redis.call('TYPE', name).ok
        local how = read[kind]
        table.insert(all, { name, kind, redis.call(how[1], name, unpack(how, 2)) })
      end
      return all
      """;

  private KeySpace() {}

  /** Each key's content as text, by its name without the prefix. */
  static Map<String, String> of(Layout layout, String prefix) {
    Map<String, String> all = new TreeMap<>();
    for (RedisServer server : layout.servers()) {
      for (Object entry : (List<?>) server.cli("EVAL", READ_ALL, "0", prefix)) {
        List<?> key = (List<?>) entry;
        String name = key.get(0).toString().substring(prefix.length() + 1);
        all.put(name, content(key.get(1).toString(), key.get(2)));
      }
    }
    return all;
  }

  private static String content(String kind, Object value) {
    return switch (kind) {
      case "hash" -> byField((List<?>) value).toString();
      case "set" -> Arrays.toString(((List<?>) value).stream().sorted().toArray());
      default -> String.valueOf(value);
    };
  }

  private static Map<String, Object> byField(List<?> flat) {
    Map<String, Object> fields = new TreeMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put(flat.get(i).toString(), flat.get(i + 1));
    }
    return fields;
  }
}
