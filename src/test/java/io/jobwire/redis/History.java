package io.jobwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobwire.model.Fold;
import io.jobwire.model.FullState;
import io.jobwire.model.JsonText;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All events of one incarnation of a job, as they were heard, and what must follow from them. */
final class History {
  private final List<Event> events = new ArrayList<>();
  private final Fold fold = new Fold();
  private int first = 1;
  private String instant = "-";

  /** What the steps since the last look must have recorded, against what was announced. */
  void hear(List<String> messages, List<ModelJob.Recorded> recorded) {
    List<String> types = recorded.stream().flatMap(step -> step.types().stream()).toList();
    List<Event> heard = messages.stream().map(this::next).toList();
    assertThat(heard).extracting(Event::type).isEqualTo(types);
    int from = events.size();
    for (ModelJob.Recorded step : recorded) {
      for (int i = 0; i < step.types().size(); i++) {
        append(heard.get(events.size() - from));
      }
      trim(step.limits());
    }
  }

  Position position(int seq) {
    return events.get(seq - 1).position();
  }

  int top() {
    return events.size();
  }

  int first() {
    return first;
  }

  ObjectNode view() {
    return fold.view();
  }

  void check(FullState state, String output) {
    assertThat(Fold.foldable(Fold.parse(state.json().text()))).isEqualTo(fold.view());
    assertThat(state.output()).isEqualTo(output).isEqualTo(fold.output());
    assertThat(state.view().firstSeq()).isEqualTo(first);
    assertThat(state.events()).isEqualTo(from(first));
  }

  /** Of a reader who stood at {@code after}. */
  void check(Page page, int after, String output) {
    assertThat(page.top()).isEqualTo(position(top()));
    assertThat(page.first()).isEqualTo(first);
    if (after == 0 ? first == 1 : after >= first) {
      assertThat(page.reason()).isNull();
      assertThat(page.events()).isEqualTo(from(after + 1));
    } else {
      assertThat(page.reason()).isEqualTo("backlog-truncated");
      assertThat(page.output()).isEqualTo(output);
    }
  }

  private Event next(String message) {
    int end = message.indexOf('\n');
    String[] head = message.substring(0, end).split(" ");
    Event event = Event.of(new JsonText(message.substring(end + 1)));
    assertThat(head[0]).isEqualTo(event.position().toString());
    assertThat(head[1]).isEqualTo(instant);
    assertThat(Integer.parseInt(head[2])).isEqualTo(size(event));
    instant = event.position().instant();
    return event;
  }

  private void append(Event event) {
    assertThat(event.seq()).isEqualTo(events.size() + 1);
    if (!events.isEmpty()) {
      Event last = events.get(events.size() - 1);
      assertThat(event.position().epoch()).isEqualTo(last.position().epoch());
      if (last.type().matches("job:(completed|failed|cancelled):v1")) {
        assertThat(event.type()).isEqualTo("job:resumed:v1");
      }
    }
    events.add(event);
    fold.after(event.json());
  }

  private void trim(StoreLimits limits) {
    int bytes = events.subList(first - 1, events.size()).stream().mapToInt(History::size).sum();
    while (first < events.size()
        && (events.size() - first + 1 > limits.backlogEvents() || bytes > limits.backlogBytes())) {
      bytes -= size(events.get(first - 1));
      first++;
    }
  }

  private List<JsonText> from(int seq) {
    return events.subList(seq - 1, events.size()).stream()
        .map(event -> new JsonText(event.text()))
        .toList();
  }

  private static int size(Event event) {
    return event.text().getBytes(StandardCharsets.UTF_8).length;
  }
}
