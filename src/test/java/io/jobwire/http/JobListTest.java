package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("The list of jobs")
class JobListTest {
  @RegisterExtension static final Doors doors = Doors.of(Service::start);

  private static final int MANY = 230;
  private static Service service;
  private static List<String> made;

  @BeforeAll
  static void start() {
    service = doors.service();
    made = many(service.as("ada"), "ada");
    many(service.as("bob"), "bob");
  }

  /** Many within few milliseconds, so that cursors must tell jobs of one instant apart. */
  private static List<String> many(Client client, String name) {
    JsonArray jobs = new JsonArray();
    IntStream.range(0, MANY).forEach(i -> jobs.add(waiting(name + "-" + i, i)));
    return client
        .post("/api/jobs/batch", new JsonObject().put("jobs", jobs))
        .is(207)
        .list("jobs")
        .stream()
        .map(answer -> answer.getJsonObject("job").getString("jobId"))
        .toList();
  }

  private static JsonObject waiting(String id, int i) {
    return new JsonObject()
        .put("type", i % 3 == 0 ? "load.sleep" : "load.noop")
        .put("input", new JsonObject().put("ms", i))
        .put("jobId", id)
        .put("delayMs", 3_600_000)
        .put("tags", new JsonArray().add(i % 2 == 0 ? "even" : "odd").add("é & 😀"));
  }

  /** Every page, one after the other; none but the last may be without a next. */
  private static List<JsonObject> all(Client client, String query) {
    List<JsonObject> found = new ArrayList<>();
    String cursor = "";
    do {
      Reply page = client.get("/api/jobs?" + query + cursor).is(200);
      found.addAll(page.list("jobs"));
      String next = page.json().getString("next");
      cursor = next == null ? null : "&cursor=" + next;
      assertThat(page.list("jobs").isEmpty()).isEqualTo(found.isEmpty());
    } while (cursor != null);
    return found;
  }

  private static List<String> ids(List<JsonObject> jobs) {
    return jobs.stream().map(job -> job.getString("jobId")).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 50, 115, 200})
  @DisplayName("comes page by page: each job once, newest first, nobody else's, whatever the page")
  void pages(int limit) {
    List<JsonObject> found = all(service.as("ada"), "limit=" + limit);
    assertThat(ids(found)).containsExactlyInAnyOrderElementsOf(made).doesNotHaveDuplicates();
    List<String> times = found.stream().map(job -> job.getString("createdAt")).toList();
    // the index is written just before the job, so neighbours may differ by what lies between
    assertThat(times.get(0)).isGreaterThanOrEqualTo(times.get(times.size() - 1));
    assertThat(found).allMatch(job -> job.getString("userId").equals("ada"));
  }

  @Test
  @DisplayName("has 50 on a page unless asked, and says where to go on only when there is more")
  void defaults() {
    Reply first = service.as("ada").get("/api/jobs").is(200);
    assertThat(first.list("jobs")).hasSize(50);
    assertThat(first.json().getString("next")).isNotEmpty();
    Reply none = service.as("nobody").get("/api/jobs").is(200);
    assertThat(none.json()).isEqualTo(new JsonObject().put("jobs", new JsonArray()));
  }

  @Test
  @DisplayName("stays complete while new jobs come: those of before are on the later pages once")
  void growing() {
    Client eve = service.as("eve");
    List<String> before = new ArrayList<>();
    IntStream.range(0, 12).forEach(i -> before.add(eve.waiting()));
    Reply page = eve.get("/api/jobs?limit=5").is(200);
    List<String> seen = new ArrayList<>(ids(page.list("jobs")));
    while (page.json().containsKey("next")) {
      eve.waiting();
      page = eve.get("/api/jobs?limit=5&cursor=" + page.json().getString("next")).is(200);
      seen.addAll(ids(page.list("jobs")));
    }
    Collections.reverse(before);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  @DisplayName("can be filtered by type, tag and state, each and together")
  void filters() {
    Client ada = service.as("ada");
    assertThat(all(ada, "type=load.sleep&limit=33")).hasSize(77);
    assertThat(all(ada, "tag=odd&limit=200")).hasSize(MANY / 2);
    assertThat(all(ada, "tag=" + Client.encoded("é & 😀") + "&type=load.sleep")).hasSize(77);
    assertThat(all(ada, "tag=even&type=load.sleep&state=created")).hasSize(39);
    assertThat(all(ada, "state=running")).isEmpty();
    assertThat(all(ada, "tag=none")).isEmpty();
    Client ann = service.as("ann");
    String ended = ann.created("load.noop", new JsonObject());
    ann.waiting();
    ann.toTheEnd(ended);
    assertThat(ids(all(ann, "state=completed"))).containsExactly(ended);
  }

  @Test
  @DisplayName("shows other users' jobs to admins only")
  void admin() {
    Client admin = service.as("chief", "admin");
    assertThat(ids(all(admin, "userId=ada&limit=200"))).containsExactlyInAnyOrderElementsOf(made);
    List<JsonObject> everybody = all(admin, "userId=*&limit=200");
    assertThat(ids(everybody)).doesNotHaveDuplicates().containsAll(made).contains("bob-0");
    assertThat(all(admin, "limit=5")).isEmpty();
    Client ada = service.as("ada");
    ada.get("/api/jobs?userId=*").isProblem(403, "forbidden");
    ada.get("/api/jobs?userId=bob").isProblem(403, "forbidden");
    ada.get("/api/jobs?userId=nobody-at-all").isProblem(403, "forbidden");
    ada.get("/api/jobs?userId=ada").is(200);
    Client star = service.as("*");
    assertThat(all(star, "limit=5")).as("of a user with this name").isEmpty();
    star.get("/api/jobs?userId=*").isProblem(403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=-1",
        "limit=201",
        "limit=1000000000",
        "limit=1e9",
        "limit=",
        "limit=ten",
        "limit=5&limit=6",
        "limit=99999999999999999999",
        "state=done",
        "state=CREATED",
        "state=",
        "type=A",
        "type=a%00",
        "tag=",
        "tag=a%0Ab",
        "userId=",
        "cursor=",
        "cursor=!!",
        "cursor=MTIz",
        "cursor=IA",
        "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkgYQ"
      })
  @DisplayName("refuses queries out of range with 422")
  void outOfRange(String query) {
    Reply reply = service.as("ada").get("/api/jobs?" + query).isProblem(422, "invalid");
    assertThat(reply.list("errors").get(0).getString("path"))
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @Test
  @DisplayName("takes a forged cursor as a place like any other, never as a way to others' jobs")
  void forgedCursor() {
    for (String plain :
        List.of("9007199254740991 zzz", "-5 x", "0 ../..", "1 *", "1763629200123 ")) {
      String cursor =
          java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes());
      Reply page = service.as("ada").get("/api/jobs?limit=200&cursor=" + cursor).is(200);
      assertThat(page.list("jobs")).allMatch(job -> job.getString("userId").equals("ada"));
    }
  }

  @Test
  @DisplayName("still has a job whose id was tried again with another body, or by somebody else")
  void refusedCreatesLeaveTheIndexAlone() {
    Client kim = service.as("kim");
    String id = kim.created(new JsonObject().put("type", "load.noop").put("jobId", "kims"));
    JsonObject other = new JsonObject().put("type", "load.noop").put("jobId", id);
    kim.create(other.copy().put("priority", 5)).isProblem(409, "job_exists");
    Client lee = service.as("lee");
    lee.create(other).isProblem(409, "job_exists");
    kim.toTheEnd(id);
    assertThat(ids(all(kim, ""))).containsExactly(id);
    assertThat(all(lee, "")).isEmpty();
  }

  @Test
  @DisplayName("no longer has a job that was deleted")
  void deleted() {
    Client max = service.as("max");
    String id = max.created("load.noop", new JsonObject());
    max.toTheEnd(id);
    max.delete("/api/jobs/" + id).is(204);
    assertThat(all(max, "")).isEmpty();
  }
}
