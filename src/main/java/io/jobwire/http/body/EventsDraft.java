package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import io.jobwire.model.WorkEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker tells, as far as it has been read. Whether these are events that a worker may send
 * is for the catalogue to say.
 */
final class EventsDraft {
  private static final int MOST = 50;

  private final LeaseDraft lease = new LeaseDraft();
  private List<WorkEvent> events;

  private EventsDraft() {}

  static Verdict<WorkerWrite.Events> read(Body body) throws IOException {
    EventsDraft draft = new EventsDraft();
    if (body.fields(field -> draft.take(field, body))) {
      draft.lease.demand(body);
      body.demand("events", draft.events);
    }
    return Verdict.of(body.flaws(), draft::write);
  }

  private void take(String field, Body body) throws IOException {
    if (field.equals("events")) {
      events = events(body);
    } else {
      lease.take(field, body);
    }
  }

  private static List<WorkEvent> events(Body body) throws IOException {
    List<WorkEvent> events = new ArrayList<>();
    if (body.elements(MOST, element -> events.add(Entry.read(body))) == 0) {
      body.wrong("must have at least one entry");
    }
    return events;
  }

  private WorkerWrite.Events write() {
    return new WorkerWrite.Events(lease.lease(), lease.first(), events);
  }

  /** One event while it is read. */
  private static final class Entry {
    private String type;
    private JsonText data;

    static WorkEvent read(Body body) throws IOException {
      Entry entry = new Entry();
      if (body.fields(field -> entry.take(field, body))) {
        body.demand("type", entry.type);
        body.demand("data", entry.data);
      }
      return WorkEvent.of(entry.type, entry.data);
    }

    private void take(String field, Body body) throws IOException {
      switch (field) {
        case "type" -> type = body.text(Shape.ANY_TEXT);
        case "data" -> data = body.object(name -> {});
        default -> body.unknown();
      }
    }
  }
}
