package io.jobwire.http;

import io.jobwire.http.api.AnalyticsRoutes;
import io.jobwire.http.api.BatchRoute;
import io.jobwire.http.api.BodyLimits;
import io.jobwire.http.api.EventRoutes;
import io.jobwire.http.api.JobRoutes;
import io.jobwire.http.api.PageRoutes;
import io.jobwire.http.api.QueueRoutes;
import io.jobwire.http.api.ServiceRoutes;
import io.jobwire.http.api.TokenRoutes;
import io.jobwire.http.api.WorkerRoutes;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.bridge.BridgeRoutes;
import io.jobwire.http.bridge.Sessions;
import io.jobwire.http.limit.UserLimits;
import io.jobwire.http.pages.Pages;
import io.jobwire.http.sse.EventStreams;
import io.jobwire.http.sse.SseRoutes;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.Attendance;
import io.jobwire.ops.Crowd;
import io.jobwire.ops.Health;
import io.jobwire.ops.Meters;
import io.jobwire.stream.Attendances;
import io.jobwire.stream.StreamHub;
import io.jobwire.worker.WorkerGateway;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Requests come in, commands go out over the bus and pages of streams are read; decides nothing
 * about jobs.
 */
public final class HttpVerticle extends VerticleBase {
  private static final long TELL_MS = 1_000;
  private static final int IDLE_SECONDS = 75;
  private static final int SEND_BUFFER_BYTES = 256 << 10;
  private static final int MOST_HEADER_BYTES = 8 << 10;

  private final HttpPlan plan;
  private final JobsClient jobs;
  private final Function<Vertx, Reach> reaches;
  private final Meters meters;
  private final RequestTally tally;
  private final Health health;
  private final Attendances attendances;
  private final Supplier<Future<Attendance>> attendance = this::attendance;
  private StreamHub streams;
  private WorkerGateway work;
  private Sessions sessions;
  private long teller;
  private EventStreams eventStreams;
  private HttpServer server;

  public HttpVerticle(
      HttpPlan plan,
      JobsClient jobs,
      Function<Vertx, Reach> reaches,
      Meters meters,
      Health health,
      Attendances attendances) {
    this.plan = plan;
    this.jobs = jobs;
    this.reaches = reaches;
    this.meters = meters;
    this.tally = new RequestTally(meters.http());
    this.health = health;
    this.attendances = attendances;
  }

  @Override
  public Future<?> start() {
    Reach reach = reaches.apply(vertx);
    streams = reach.streams();
    work = reach.work();
    sessions = new Sessions(vertx, plan.callers().users());
    eventStreams = new EventStreams(vertx, plan.bridge().socketBuffer(), plan.callers().users());
    health.watch("api.redis", streams::isUp);
    if (plan.hasApi()) {
      health.watch("api.work.redis", work::isUp);
    }
    attendances.add(attendance);
    teller = vertx.setPeriodic(TELL_MS, tick -> tellCrowd());
    return streams
        .open()
        .otherwiseEmpty()
        .compose(up -> plan.hasApi() ? work.open() : Future.succeededFuture())
        .otherwiseEmpty()
        .compose(up -> here(plan.pages()))
        .compose(this::listen)
        // Nobody calls stop() after a start that failed.
        .onFailure(taken -> Future.join(streams.close(), work.close()))
        .onSuccess(up -> plan.listening().accept(up.actualPort()));
  }

  /**
   * The pages are made elsewhere, and what follows a future runs where it was made: a server that
   * began to listen there would have its connections on another loop than all that serves them.
   */
  private Future<Pages> here(Future<Pages> elsewhere) {
    Promise<Pages> pages = Promise.promise();
    elsewhere
        .onSuccess(made -> context.runOnContext(back -> pages.complete(made)))
        .onFailure(broken -> context.runOnContext(back -> pages.fail(broken)));
    return pages.future();
  }

  /** Everybody is sent away first; requests are served as long as that takes. */
  @Override
  public Future<?> stop() {
    attendances.remove(attendance);
    vertx.cancelTimer(teller);
    meters.crowd().forget(this);
    return Future.join(
            work.drain(), sessions.drain(plan.drainMs()), eventStreams.drain(plan.drainMs()))
        .onComplete(gone -> eventStreams.close())
        .eventually(server::close)
        .eventually(work::close)
        .eventually(streams::close);
  }

  /** Counted on this loop, wherever it is asked. */
  private Future<Attendance> attendance() {
    Promise<Attendance> counted = Promise.promise();
    context.runOnContext(here -> counted.complete(count()));
    return counted.future();
  }

  private Attendance count() {
    Attendance sockets =
        new Attendance(
            sessions.connections(),
            sessions.signedIn(),
            sessions.subscriptions(),
            streams.followed(),
            sessions.users());
    int responses = eventStreams.connections();
    return sockets.and(
        new Attendance(
            responses, responses, eventStreams.subscriptions(), Set.of(), eventStreams.users()));
  }

  private void tellCrowd() {
    meters
        .crowd()
        .tell(
            this,
            new Crowd.Told(
                sessions.connections(),
                eventStreams.connections(),
                sessions.subscriptions(),
                eventStreams.subscriptions(),
                sessions.unfinished() + eventStreams.unfinished()));
  }

  private Future<HttpServer> listen(Pages pages) {
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(this::connected)
            .requestHandler(router(pages))
            .invalidRequestHandler(new NotHttp(meters, tally)::answer);
    return server.listen();
  }

  private void connected(HttpConnection connection) {
    plan.callers().connected(connection);
    Haste.watch(connection, plan.requestMs(), meters);
    Unreadable.watch(connection, meters, tally);
  }

  private HttpServerOptions options() {
    HttpServerOptions options = plainOptions();
    plan.identity().ifPresent(identity -> identity.show(options));
    return options;
  }

  private HttpServerOptions plainOptions() {
    return new HttpServerOptions()
        .setHost(plan.host())
        // Any free port, the same one for all instances
        .setPort(plan.port() == 0 ? -1 : plan.port())
        .setIdleTimeout(IDLE_SECONDS)
        // What the system holds for a reader who does not read would grow to megabytes by itself.
        .setSendBufferSize(SEND_BUFFER_BYTES)
        .setMaxHeaderSize(MOST_HEADER_BYTES)
        .setMaxInitialLineLength(MOST_HEADER_BYTES)
        // What is not much too large is read to its end, so that its sender can read why it is not
        // taken; beyond that the connection is cut while he still sends.
        .setMaxWebSocketFrameSize(2 * plan.bridge().frameBytes())
        .setMaxWebSocketMessageSize(2 * plan.bridge().frameBytes())
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setWebSocketClosingTimeout(1)
        .setHttp2ClearTextEnabled(false)
        .setCompressionSupported(false);
  }

  private Router router(Pages pages) {
    Router router = Router.router(vertx);
    Door door = new Door(plan.tokens(), plan.streamTokens());
    Endpoints endpoints = new Endpoints(router, door, plan.creationPolicy());
    Problems problems = new Problems(meters, endpoints, plan.callers(), tally);
    router.route().handler(tally::begin);
    Cors cors = new Cors(plan.origins());
    router.route().handler(cors::mark);
    router.route().handler(new Gate(plan.minter().isPresent(), plan.callers())::pass);
    router.route().handler(cors::answerPreflights);
    router.route().failureHandler(problems::answer);
    ServiceRoutes service = new ServiceRoutes(health, plan.bodies(), plan.minter());
    service.mountHealth(endpoints);
    if (plan.hasApi()) {
      mountApi(endpoints, pages);
      service.mount(endpoints);
    }
    if (plan.hasBridge()) {
      bridge().mount(router);
    }
    for (int status : new int[] {400, 404, 405, 413, 500}) {
      router.errorHandler(status, problems::answer);
    }
    return router;
  }

  private void mountApi(Endpoints endpoints, Pages pages) {
    Bodies bodies = plan.bodies();
    BodyLimits limits = plan.limits();
    new BatchRoute(jobs, bodies, limits).mount(endpoints);
    UserLimits users = plan.callers().users();
    new JobRoutes(jobs, bodies, limits, users).mount(endpoints);
    SseRoutes sse = new SseRoutes(streams, eventStreams);
    sse.mount(endpoints);
    new EventRoutes(streams.reader(), sse, users).mount(endpoints);
    new QueueRoutes(jobs).mount(endpoints);
    new AnalyticsRoutes(jobs).mount(endpoints);
    new WorkerRoutes(work, bodies, limits).mount(endpoints);
    new PageRoutes(pages).mount(endpoints);
    new TokenRoutes(jobs, bodies, plan.streamTokens()).mount(endpoints);
  }

  private BridgeRoutes bridge() {
    return new BridgeRoutes(
        vertx,
        streams,
        jobs,
        plan.tokens(),
        plan.streamTokens(),
        plan.bodies(),
        plan.origins(),
        plan.minter().isPresent(),
        plan.bridge(),
        sessions,
        meters);
  }
}
