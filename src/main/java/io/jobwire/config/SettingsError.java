package io.jobwire.config;

/** A start that cannot be: one line for the person who wrote the setting, so without a trace. */
public final class SettingsError extends Exception {

  SettingsError(String line) {
    super(line, null, false, false);
  }

  /** The usual line: which setting, said where, what it is, what it may be. */
  static SettingsError wrong(KnownSetting setting, Given given) {
    return wrong(setting.path(), given.source(), setting.show(given.value()), setting.mayBe());
  }

  static SettingsError wrong(String path, String source, String is, String mayBe) {
    return new SettingsError(path + " (" + source + ") is " + is + "; it must be " + mayBe + ".");
  }
}
