package io.jobwire.fault;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ends every process of a test, however the test went, and shows what they said if it failed. */
final class Services implements AfterEachCallback {
  private final List<Program> programs = new CopyOnWriteArrayList<>();

  Launch in(Path folder) {
    return Launch.in(folder, programs::add);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    programs.forEach(Program::end);
    if (context.getExecutionException().isPresent()) {
      programs.forEach(program -> System.err.println(program.transcript()));
    }
  }
}
