package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewSignal;
import io.jobwire.model.WorkEvent;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What others sent")
class FidelityTest extends StoreSpec {

  @ParameterizedTest
  @DisplayName("comes back as it was, to the byte")
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"a\":[],\"b\":{}}",
        "1.10",
        "1e400",
        "-0.0",
        "123456789012345678901234567890",
        "\"\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"😀 漢 é\"",
        "\"</script>\\\"\\\\ \\n %s %d %1\"",
        "null",
        "{\"a\":1,\"a\":2}"
      })
  void everywhere(String json) {
    JsonText text = new JsonText(json);
    AJob asked = AJob.usual().input("{\"in\":" + json + "}");
    ClaimedJob job = given.running(asked);
    assertThat(job.input()).hasToString("{\"in\":" + json + "}");
    assertThat(given.view(job.id()).input()).isEqualTo(job.input());

    JsonText data = new JsonText("{\"data\":" + json + "}");
    got(given.store.append(job.claim(), 1, 0, List.of(WorkEvent.of("x:any:v1", data))));
    assertThat(given.last(job.id()).text()).endsWith(",\"data\":{\"data\":" + json + "}}");
    got(given.store.append(job.claim(), 2, 0, List.of(WorkEvent.task(json, data))));
    got(given.store.append(job.claim(), 3, 0, List.of(WorkEvent.task(json, data))));
    assertThat(given.view(job.id()).steps()).containsExactly(data);
    got(given.store.append(job.claim(), 4, 0, List.of(WorkEvent.chunk(json + "\u0000", data))));
    assertThat(given.state(job.id()).output()).isEqualTo(json + "\u0000");

    got(given.store.signal(job.id(), ANNA, ANNA, new NewSignal("s1", "say", text)));
    assertThat(given.last(job.id()).text()).contains("\"payload\":" + json + ",\"by\"");
    assertThat(got(given.store.heartbeat(job.claim(), 0)).signals().get(0).payload())
        .isEqualTo(text);

    got(given.store.checkpoint(job.claim(), 5, 0, text, data));
    assertThat(given.state(job.id()).checkpoint()).isEqualTo(text);
    JsonText error = new JsonText("{\"code\":\"c\",\"message\":\"m\",\"more\":" + json + "}");
    got(given.store.fail(job.claim(), 6, error, true));
    assertThat(given.view(job.id()).error()).isEqualTo(error);
    ClaimedJob second = given.claimed(job.id());
    assertThat(second.checkpoint()).isEqualTo(text);
    assertThat(given.last(job.id()).text()).contains("\"steps\":[{\"data\":" + json + "}]");
    assertThat(given.state(job.id()).output()).isEqualTo(json + "\u0000");

    got(given.store.complete(second.claim(), 1, text));
    assertThat(given.view(job.id()).result()).isEqualTo(text);
    assertThat(given.last(job.id()).text()).contains("\"data\":{\"result\":" + json + ",");
    assertThat(given.view(job.id()).json().text()).contains("\"result\":" + json + ",");
    assertThat(given.page(job.id(), null).events()).isEqualTo(given.state(job.id()).events());
  }
}
