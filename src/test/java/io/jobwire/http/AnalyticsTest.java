package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The analytics summary")
class AnalyticsTest {
  private static Service service;
  private static Client ada;
  private static Client admin;

  @BeforeAll
  static void start() {
    service = Service.start();
    ada = service.as("ada");
    admin = service.as("chief", "admin");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonObject summary(String query) {
    return admin.get("/api/analytics/summary" + query).is(200).json();
  }

  private static List<Object> days(JsonObject summary) {
    return summary.getJsonArray("days").stream()
        .map(day -> (Object) ((JsonObject) day).getString("day"))
        .toList();
  }

  @Test
  @DisplayName("is of the last seven days, unless others are asked for")
  void usual() {
    ada.toTheEnd(ada.created("load.noop", new JsonObject()));
    JsonObject week = summary("");
    LocalDate last = LocalDate.parse(week.getString("to"));
    assertThat(week.getString("from")).isEqualTo(last.minusDays(6).toString());
    assertThat(days(week)).hasSize(7).last().isEqualTo(last.toString());
    assertThat(week.getJsonObject("jobs").getInteger("completed")).isPositive();
    assertThat(week.getJsonObject("jobs").getDouble("successRatio")).isEqualTo(1);
    assertThat(days(summary("?from=" + last.minusDays(89)))).hasSize(90);
    assertThat(days(summary("?to=2024-03-01"))).hasSize(7).contains("2024-02-29");
  }

  @Test
  @DisplayName("of days on which nothing happened says so, without a percentile")
  void empty() {
    JsonObject day = summary("?from=2024-02-29&to=2024-02-29");
    JsonObject none = new JsonObject().put("count", 0);
    assertThat(day.getJsonArray("types")).isEmpty();
    assertThat(day.getJsonObject("jobs"))
        .isEqualTo(
            new JsonObject()
                .put("created", 0)
                .put("completed", 0)
                .put("failed", 0)
                .put("cancelled", 0)
                .put("waitMs", none)
                .put("runMs", none));
    assertThat(day.getJsonArray("days").getJsonObject(0).getInteger("activeUsers")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "?from=yesterday, from",
    "?from=2024-02-30, from",
    "?to=2024-2-3, to",
    "?to=, to",
    "?to=+2024-02-03, to",
    "?from=2024-01-01&from=2024-01-02, from",
    "?from=2024-01-02&to=2024-01-01, from",
    "?from=2024-01-01&to=2024-03-31, from",
    "?from=2024-01-01, from",
    "?from=9999-12-31, from",
  })
  @DisplayName("of days that are none, too many, or in the wrong order is refused")
  void wrong(String query, String path) {
    JsonObject problem =
        admin.get("/api/analytics/summary" + query).isProblem(422, "invalid").json();
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("path")).isEqualTo(path);
  }

  @Test
  @DisplayName("is an admin's business only")
  void adminOnly() {
    ada.get("/api/analytics/summary").isProblem(403, "forbidden");
    service.anonymous().get("/api/analytics/summary").isProblem(401, "unauthorized");
  }
}
