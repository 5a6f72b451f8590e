package io.jobwire.house;

import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML with anchors and merges, as Compose reads it; a key that stands twice is an error. */
final class HouseYaml {
  private HouseYaml() {}

  static Map<?, ?> parse(String text) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(strict)).load(text);
  }

  /** What stands below these names, one after the other. */
  static Object at(Map<?, ?> tree, String... names) {
    Object found = tree;
    for (String name : names) {
      found = ((Map<?, ?>) found).get(name);
    }
    return found;
  }
}
