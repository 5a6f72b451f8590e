package io.jobwire.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * What a YAML file says. Only its nodes are read, and only as deep as there are settings: no object
 * is ever made from a tag, and an alias cannot multiply anything.
 */
final class SettingsFile {
  static final String USUAL = "conf/jobwire.yaml";
  private static final int LONGEST = 1024 * 1024;
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9_]{0,17})");
  private static final Set<Tag> SCALARS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);

  private final String name;
  private final Map<String, Given> given = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();

  private SettingsFile(String name) {
    this.name = name;
  }

  /** The named file, which must be there, or the usual one, which may. */
  static Map<String, Given> read(Optional<Path> named, Path workingFolder) throws SettingsError {
    Path file = workingFolder.resolve(named.orElse(Path.of(USUAL)));
    if (named.isEmpty() && !Files.exists(file)) {
      return Map.of();
    }
    return parse(named.map(Path::toString).orElse(USUAL), textOf(file, named));
  }

  private static String textOf(Path file, Optional<Path> named) throws SettingsError {
    String option = named.isPresent() ? "--config: " : "";
    String shown = named.map(Path::toString).orElse(USUAL);
    try {
      return Files.readString(file);
    } catch (CharacterCodingException notText) {
      throw new SettingsError(option + shown + " is not UTF-8 text.");
    } catch (IOException unreadable) {
      String why = Files.exists(file) ? " cannot be read as a file." : " does not exist.";
      throw new SettingsError(option + shown + why);
    }
  }

  static Map<String, Given> parse(String name, String text) throws SettingsError {
    SettingsFile file = new SettingsFile(name);
    Node root = file.compose(text);
    if (root != null && !root.getTag().equals(Tag.NULL)) {
      file.section("", root);
    }
    return file.given;
  }

  private Node compose(String text) throws SettingsError {
    try {
      return yaml().compose(new StringReader(text));
    } catch (MarkedYAMLException broken) {
      int line = broken.getProblemMark() == null ? 1 : broken.getProblemMark().getLine() + 1;
      throw new SettingsError(name + ", line " + line + ": " + oneLine(broken.getProblem()) + ".");
    } catch (YAMLException broken) {
      throw new SettingsError(name + ": " + oneLine(broken.getMessage()) + ".");
    }
  }

  private static Yaml yaml() {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setCodePointLimit(LONGEST);
    bounds.setMaxAliasesForCollections(10);
    bounds.setNestingDepthLimit(10);
    DumperOptions unused = new DumperOptions();
    return new Yaml(new SafeConstructor(bounds), new Representer(unused), unused, bounds);
  }

  private static String oneLine(String problem) {
    return String.valueOf(problem).lines().findFirst().orElse("");
  }

  private void section(String path, Node node) throws SettingsError {
    if (!(node instanceof MappingNode section)) {
      String what = path.isEmpty() ? "The file" : path;
      String names = String.join(", ", KnownSettings.namesIn(path));
      throw new SettingsError(what + " (" + at(node) + ") must be a section with " + names + ".");
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (NodeTuple entry : section.getValue()) {
      entry(prefix + key(entry.getKeyNode()), entry);
    }
  }

  private void entry(String path, NodeTuple entry) throws SettingsError {
    if (!seen.add(path)) {
      throw new SettingsError(path + " (" + at(entry.getKeyNode()) + ") is there twice.");
    }
    Optional<KnownSetting> setting = KnownSettings.at(path);
    boolean known = setting.isPresent() || !KnownSettings.namesIn(path).isEmpty();
    if (!known) {
      throw KnownSettings.unknown(path, at(entry.getKeyNode()));
    }
    Node value = entry.getValueNode();
    if (value.getTag().equals(Tag.NULL)) {
      return;
    }
    if (setting.isEmpty()) {
      section(path, value);
    } else if (path.equals("workers")) {
      workers(value);
    } else {
      given.put(path, new Given(value(setting.get(), value), at(value)));
    }
  }

  private void workers(Node node) throws SettingsError {
    KnownSetting workers = KnownSettings.at("workers").orElseThrow();
    for (NodeTuple type : entriesOf(workers, node)) {
      String name = key(type.getKeyNode());
      for (NodeTuple entry : entriesOf(workers, type.getValueNode())) {
        worker(workers, name, entry);
      }
    }
  }

  private void worker(KnownSetting workers, String type, NodeTuple entry) throws SettingsError {
    String path = "workers." + type + "." + key(entry.getKeyNode());
    if (!path.equals(KnownSettings.concurrencyOf(type))) {
      throw new SettingsError(
          path
              + " ("
              + at(entry.getKeyNode())
              + ") is not a setting; the nearest is "
              + KnownSettings.concurrencyOf(type)
              + ".");
    }
    Node value = entry.getValueNode();
    Given before = given.put(path, new Given(value(workers, value), at(value)));
    if (before != null) {
      throw new SettingsError(path + " (" + at(entry.getKeyNode()) + ") is there twice.");
    }
  }

  private List<NodeTuple> entriesOf(KnownSetting workers, Node node) throws SettingsError {
    if (node instanceof MappingNode map) {
      return map.getValue();
    }
    throw SettingsError.wrong(workers, new Given(value(workers, node), at(node)));
  }

  private Object value(KnownSetting setting, Node node) throws SettingsError {
    if (node instanceof ScalarNode scalar) {
      return scalar(setting, scalar);
    }
    if (node instanceof SequenceNode sequence && setting.kind() == KnownSetting.Kind.LIST) {
      return entries(setting, sequence);
    }
    String is = node instanceof SequenceNode ? "a list" : "a section";
    throw SettingsError.wrong(setting.path(), at(node), is, setting.mayBe());
  }

  private List<Object> entries(KnownSetting setting, SequenceNode sequence) throws SettingsError {
    List<Object> entries = new ArrayList<>();
    for (Node entry : sequence.getValue()) {
      if (!(entry instanceof ScalarNode scalar)) {
        throw SettingsError.wrong(setting.path(), at(entry), "nested", setting.mayBe());
      }
      entries.add(scalar(setting, scalar));
    }
    return entries;
  }

  /** Numbers and flags as YAML means them; all else by its letters, so that no key loses a zero. */
  private Object scalar(KnownSetting setting, ScalarNode scalar) throws SettingsError {
    if (!SCALARS.contains(scalar.getTag())) {
      throw new SettingsError(setting.path() + " (" + at(scalar) + ") has a tag; no tags here.");
    }
    String text = scalar.getValue();
    boolean number = scalar.getTag().equals(Tag.INT) && DECIMAL.matcher(text).matches();
    boolean flag = scalar.getTag().equals(Tag.BOOL) && text.matches("true|false");
    return switch (setting.kind()) {
      case NUMBER, COUNTS -> number ? Long.valueOf(text.replace("_", "")) : text;
      case FLAG -> flag ? Boolean.valueOf(text) : text;
      case LIST, TEXT -> text;
    };
  }

  private String key(Node node) throws SettingsError {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new SettingsError(at(node) + ": a name must be a plain word.");
  }

  private String at(Node node) {
    return name + ", line " + (node.getStartMark().getLine() + 1);
  }
}
