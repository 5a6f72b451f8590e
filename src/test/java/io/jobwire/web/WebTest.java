package io.jobwire.web;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisplayName("The web package")
@DisabledIfSystemProperty(named = "skip.web", matches = "true")
class WebTest {
  @Test
  @DisplayName("is typed, packed as others expect it, and passes its own tests")
  void verify() {
    NpmScript.run("verify");
  }
}
