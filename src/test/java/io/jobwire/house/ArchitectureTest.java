package io.jobwire.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/**
 * Which package may know which: the arrows of ARCHITECTURE.md. A new package has no arrow until it
 * has a line here.
 */
@DisplayName("The packages")
@AnalyzeClasses(packages = "io.jobwire", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.jobwire";

  /**
   * Each package and all it may know of the others. The launcher, which wires them, is not in it.
   */
  private static final Map<String, Set<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              entry("model", Set.of()),
              entry("config", Set.of()),
              entry("docs", Set.of()),
              entry("ops", Set.of("model")),
              entry("bus", Set.of("model")),
              entry("redis", Set.of("model")),
              entry("jobs", Set.of("redis", "bus", "ops", "model")),
              entry("stream", Set.of("redis", "ops", "model")),
              entry("worker", Set.of("redis", "bus", "ops", "model")),
              entry("scheduler", Set.of("redis", "bus", "ops", "model")),
              entry("http", Set.of("jobs", "stream", "worker", "ops", "docs", "model"))));

  /**
   * What comes with the service sees of it what a handler of yours does, and our documents, which
   * search finds; a demo what a visitor does, who has nothing but its address.
   */
  private static final Map<String, Set<String>> OUTER =
      Map.of("handlers", Set.of("worker", "docs"), "demo", Set.of());

  @ArchTest
  static final ArchRule every_package_has_its_line =
      classes()
          .that()
          .resideInAPackage(ROOT + ".*..")
          .should()
          .resideInAnyPackage(
              Stream.concat(ARROWS.keySet().stream(), OUTER.keySet().stream())
                  .map(ArchitectureTest::below)
                  .toArray(String[]::new));

  @ArchTest
  static void arrows_run_one_way(JavaClasses all) {
    ARROWS.forEach((from, to) -> onlyKnows(from, to).check(all));
    OUTER.forEach((from, to) -> onlyKnows(from, to).check(all));
  }

  @ArchTest
  static final ArchRule there_are_no_circles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobody_but_the_launcher_knows_the_door =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".*..")
          .and()
          .resideOutsideOfPackage(below("http"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(below("http"));

  @ArchTest
  static final ArchRule only_redis_speaks_to_redis =
      noClasses()
          .that()
          .resideOutsideOfPackage(below("redis"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.redis..");

  @ArchTest
  static final ArchRule the_model_knows_neither_vertx_nor_redis =
      noClasses()
          .that()
          .resideInAPackage(below("model"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule settings_are_read_in_the_launcher_and_handed_on_in_parts =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".*..")
          .and()
          .resideOutsideOfPackage(below("config"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(below("config"));

  @ArchTest
  static final ArchRule the_embedded_server_knows_nothing_of_jobs =
      noClasses()
          .that()
          .resideInAPackage(below("redis.embedded"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(below("model"), ROOT + ".redis", "io.vertx..");

  private static ArchRule onlyKnows(String from, Set<String> to) {
    return noClasses()
        .that()
        .resideInAPackage(below(from))
        .should()
        .dependOnClassesThat(oursBut(from, to))
        .as(from + " may know only " + to);
  }

  private static DescribedPredicate<JavaClass> oursBut(String from, Set<String> to) {
    String[] allowed =
        Stream.concat(Stream.of(from), to.stream())
            .map(ArchitectureTest::below)
            .toArray(String[]::new);
    return JavaClass.Predicates.resideInAPackage(ROOT + "..")
        .and(JavaClass.Predicates.resideOutsideOfPackages(allowed))
        .as("classes of ours outside of " + Arrays.toString(allowed));
  }

  private static String below(String name) {
    return ROOT + "." + name + "..";
  }
}
