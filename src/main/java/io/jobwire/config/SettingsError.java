package io.jobwire.config;

/** A start that cannot be: one line for the person who wrote the setting, so without a trace. */
public final class SettingsError extends Exception {

  /** Whatever people wrote into their settings, it does not break the line. */
  SettingsError(String line) {
    super(line.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?"), null, false, false);
  }

  /** The usual line: which setting, said where, what it is, what it may be. */
  static SettingsError wrong(KnownSetting setting, Given given) {
    return wrong(setting.path(), given.source(), setting.show(given.value()), setting.mayBe());
  }

  static SettingsError wrong(String path, String source, String is, String mayBe) {
    return new SettingsError(path + " (" + source + ") is " + is + "; it must be " + mayBe + ".");
  }
}
