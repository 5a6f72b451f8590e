package io.jobwire.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the records from the bottom up, and takes them apart again. */
final class Tree {
  private final Reading reading;
  private final List<String> warnings;

  private Tree(Reading reading, List<String> warnings) {
    this.reading = reading;
    this.warnings = warnings;
  }

  static Settings build(Reading reading, List<String> warnings) throws SettingsError {
    return (Settings) new Tree(reading, warnings).section(Settings.class, "");
  }

  private Object section(Class<?> type, String prefix) throws SettingsError {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(components[i], prefix);
    }
    return made(type, components, values);
  }

  private Object value(RecordComponent component, String prefix) throws SettingsError {
    if (component.isAnnotationPresent(Setting.class)) {
      KnownSetting setting = KnownSettings.setting(component, prefix);
      boolean optional = component.getType() == Optional.class;
      return optional ? reading.optional(setting) : reading.value(setting);
    }
    boolean section = component.getType().isRecord();
    return section ? section(component.getType(), prefix + component.getName() + ".") : warnings;
  }

  private static Object made(Class<?> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      return canonical.newInstance(values);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(type + " cannot be made", broken);
    }
  }

  /** The values by path, in the order of the table. */
  static Map<KnownSetting, Object> values(Settings settings) {
    Map<KnownSetting, Object> values = new LinkedHashMap<>();
    collect(settings, "", values);
    return values;
  }

  private static void collect(Object section, String prefix, Map<KnownSetting, Object> values) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      if (component.isAnnotationPresent(Setting.class)) {
        values.put(KnownSettings.setting(component, prefix), read(component, section));
      } else if (component.getType().isRecord()) {
        collect(read(component, section), prefix + component.getName() + ".", values);
      }
    }
  }

  private static Object read(RecordComponent component, Object section) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(component + " cannot be read", broken);
    }
  }
}
