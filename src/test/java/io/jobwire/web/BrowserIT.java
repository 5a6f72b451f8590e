package io.jobwire.web;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Beside the others: it waits for a browser most of the time. */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The dashboard, served by the real jar to a real browser,")
@DisabledIfSystemProperty(named = "skip.web", matches = "true")
class BrowserIT {
  @Test
  @DisplayName("passes its tests")
  void dashboard() {
    NpmScript.run("test:browser");
  }
}
