package io.jobwire.fault;

import io.jobwire.testing.Eventually;
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

  /** One that is no service. */
  Program watch(Program program) {
    programs.add(program);
    return program;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      programs.forEach(program -> System.err.println(program.transcript()));
    }
    end();
  }

  /** For who shares them among several tests. */
  void end() {
    // All of them first: none may stay because another does not end as it should.
    List<List<ProcessHandle>> helpers = programs.stream().map(Program::strike).toList();
    programs.forEach(Program::exitStatus);
    programs.forEach(Discretion::assertKept);
    Eventually.holds(
        "each embedded Redis has gone with its process",
        () -> helpers.stream().flatMap(List::stream).noneMatch(Program::runs));
  }
}
