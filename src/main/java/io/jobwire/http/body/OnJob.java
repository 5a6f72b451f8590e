package io.jobwire.http.body;

import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A command's body that names its job inside: the job, and what is left for the parser of the same
 * call over HTTP, where the job stands in the path.
 */
public record OnJob(JobId id, byte[] rest) {

  public static OnJob read(byte[] bytes) {
    return Body.read(bytes, Draft::read);
  }

  /** For commands that take nothing beside. */
  public JobId alone() {
    if (rest.length > 2) {
      throw Refused.invalid("body", "has fields that are not known here");
    }
    return id;
  }

  /** A body while it is read. */
  private static final class Draft {
    private final Body body;
    private final StringBuilder rest = new StringBuilder("{");
    private String id;

    private Draft(Body body) {
      this.body = body;
    }

    static Verdict<OnJob> read(Body body) throws IOException {
      Draft draft = new Draft(body);
      if (body.fields(draft::take)) {
        body.demand("jobId", draft.id);
      }
      return Verdict.of(body.flaws(), draft::onJob);
    }

    private void take(String field) throws IOException {
      if (field.equals("jobId")) {
        id = body.text(Shape.JOB_ID);
        return;
      }
      JsonText value = body.value();
      if (rest.length() > 1) {
        rest.append(',');
      }
      JsonOut.string(rest, field);
      rest.append(':').append(value.text());
    }

    private OnJob onJob() {
      byte[] others = rest.append('}').toString().getBytes(StandardCharsets.UTF_8);
      return new OnJob(new JobId(id), others);
    }
  }
}
