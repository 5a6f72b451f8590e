package io.jobwire.http.sse;

import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;

import io.jobwire.http.Door;
import io.jobwire.http.Endpoints;
import io.jobwire.http.auth.Reader;
import io.jobwire.http.body.StreamQuery;
import io.jobwire.model.JobId;
import io.jobwire.stream.Follow;
import io.jobwire.stream.StreamHub;
import io.jobwire.stream.StreamName.OfJob;
import io.jobwire.stream.StreamName.OfUser;
import io.jobwire.stream.Wire;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The calls that are answered with a stream of events: which streams, and from where. */
public final class SseRoutes {
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final Tongue ONE = (stream, parcel) -> parcel.bytes(Wire.SSE);

  private final StreamHub hub;
  private final EventStreams streams;

  public SseRoutes(StreamHub hub, EventStreams streams) {
    this.hub = hub;
    this.streams = streams;
  }

  public void mount(Endpoints on) {
    on.stream("/api/events", JOBS_READ, ADMIN).answer(this::jobs);
    on.stream("/api/users/me/events", JOBS_READ).answer(this::user);
  }

  /** Whether a call that has another answer too is to be answered so. */
  public static boolean isWanted(RoutingContext context) {
    return Accept.wantsEvents(context.request().headers().getAll("Accept"));
  }

  public void job(RoutingContext context, JobId id) {
    one(context, id, StreamQuery.of(context.queryParams()));
  }

  private void jobs(RoutingContext context) {
    StreamQuery query = StreamQuery.ofJobs(context.queryParams());
    if (query.jobs().size() == 1) {
      one(context, query.jobs().get(0), query);
    } else {
      many(context, query);
    }
  }

  private void one(RoutingContext context, JobId id, StreamQuery query) {
    Reader reader = Door.reader(context);
    reader.demand(id);
    String last = lastEventId(context);
    Follow wish =
        last == null
            ? new Follow(new OfJob(id), reader.owner(), query.after(), query.snapshot())
            : new Follow(new OfJob(id), reader.owner(), last, false);
    open(context, new EventStream(streams, context, reader, ONE), List.of(wish));
  }

  private void user(RoutingContext context) {
    StreamQuery query = StreamQuery.of(context.queryParams());
    Reader reader = Door.reader(context);
    reader.demandUserStream();
    String last = lastEventId(context);
    String after = last == null ? query.after() : last;
    Follow wish = new Follow(new OfUser(reader.user()), reader.user(), after, false);
    streams.demandOpen();
    new EventStream(streams, context, reader, ONE).follow(hub, List.of(wish));
  }

  /** Where he comes back, a snapshot is only for a job of which he has nothing yet. */
  private void many(RoutingContext context, StreamQuery query) {
    Reader reader = Door.reader(context);
    query.jobs().forEach(reader::demand);
    String last = lastEventId(context);
    List<OfJob> jobs = query.jobs().stream().map(OfJob::new).toList();
    Place place = new Place(jobs, last == null ? query.after() : last);
    List<Follow> wishes =
        jobs.stream()
            .map(
                job ->
                    new Follow(
                        job,
                        reader.owner(),
                        place.after(job),
                        query.snapshot() && (last == null || place.after(job) == null)))
            .toList();
    open(context, new EventStream(streams, context, reader, new ManyJobs(place)), wishes);
  }

  /** An empty one is none: a browser that has no id yet sends none. */
  private static String lastEventId(RoutingContext context) {
    String last = context.request().getHeader(LAST_EVENT_ID);
    return last == null || last.isEmpty() ? null : last;
  }

  /** Looks before it follows: whoever stands at the end of all of it is told not to come back. */
  private void open(RoutingContext context, EventStream stream, List<Follow> wishes) {
    streams.demandOpen();
    anyNews(wishes)
        .map(this::stillOpen)
        .onSuccess(news -> answer(context, stream, wishes, news))
        .onFailure(context::fail);
  }

  private boolean stillOpen(boolean news) {
    streams.demandOpen();
    return news;
  }

  /** One who comes to a single job for the first time needs no look: following it tells. */
  private Future<Boolean> anyNews(List<Follow> wishes) {
    if (wishes.size() == 1 && wishes.get(0).after() == null) {
      return Future.succeededFuture(true);
    }
    List<Future<Boolean>> looks = wishes.stream().map(hub::hasNews).toList();
    return Future.all(looks).map(all -> looks.stream().anyMatch(Future::result));
  }

  private void answer(
      RoutingContext context, EventStream stream, List<Follow> wishes, boolean news) {
    if (context.response().closed()) {
      return;
    }
    if (news) {
      stream.follow(hub, wishes);
    } else {
      context.response().setStatusCode(204).end();
    }
  }
}
