package io.jobwire.http.bridge;

import io.jobwire.http.Answers;
import io.jobwire.http.auth.StreamTokens;
import io.jobwire.http.auth.Tokens;
import io.jobwire.http.body.Bodies;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.Json;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.ops.Meters;
import io.jobwire.stream.StreamHub;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Where sockets are opened: the origin first, then the transport; nothing else is under here. */
public final class BridgeRoutes {
  private static final String RAW = "/eventbus/websocket";
  private static final String SESSION = "/eventbus/[^/.]+/[^/.]+/";
  private static final String INFO = "/eventbus/info";
  private static final Pattern WEBSOCKET = Pattern.compile(SESSION + "websocket");
  private static final Pattern FALLBACKS =
      Pattern.compile(SESSION + "(xhr|xhr_send|xhr_streaming|eventsource)");

  private final Origins origins;
  private final Station station;

  public BridgeRoutes(
      Vertx vertx,
      StreamHub hub,
      JobsClient jobs,
      Tokens tokens,
      StreamTokens streamTokens,
      Bodies bodies,
      Set<String> origins,
      boolean developmentMode,
      BridgeLimits limits,
      Sessions sessions,
      Meters meters) {
    this.origins = new Origins(origins, developmentMode);
    station =
        new Station(
            vertx,
            hub,
            tokens,
            streamTokens,
            bodies,
            new Commands(jobs, bodies),
            limits,
            sessions,
            meters);
  }

  public void mount(Router router) {
    router.route("/eventbus/*").handler(this::admit);
    router.route(HttpMethod.GET, INFO).handler(this::tell);
    router.route(HttpMethod.GET, RAW).handler(this::openRaw);
    if (station.limits().xhr()) {
      BodyHandler reader = BodyHandler.create(false).setBodyLimit(station.limits().frameBytes());
      // As a plain handler: Vert.x wants its own kind before all others, but the origin is first.
      router.route(HttpMethod.POST, "/eventbus/*").handler(reader::handle);
    }
    router.route("/eventbus/*").subRouter(sockJs().socketHandler(this::open));
  }

  private void admit(RoutingContext context) {
    String path = context.request().path();
    boolean known =
        path.equals(RAW)
            || path.equals(INFO)
            || WEBSOCKET.matcher(path).matches()
            || station.limits().xhr() && FALLBACKS.matcher(path).matches();
    if (!known) {
      throw Refused.notFound();
    }
    if (!origins.admit(context.request())) {
      throw Refused.because(Reason.FORBIDDEN, "Pages of this origin may not connect.");
    }
    context.next();
  }

  /**
   * What SockJS's client asks first. Pages elsewhere ask it with credentials, although there are
   * none here: only those that may connect are allowed to read the answer so.
   */
  private void tell(RoutingContext context) {
    if (context.request().headers().contains("Origin")) {
      context
          .response()
          .putHeader("Access-Control-Allow-Origin", context.request().getHeader("Origin"))
          .putHeader("Access-Control-Allow-Credentials", "true");
    }
    Answers.send(
        context,
        200,
        Json.object(
            out -> {
              out.writeBooleanField("websocket", true);
              out.writeBooleanField("cookie_needed", false);
              out.writeArrayFieldStart("origins");
              out.writeString("*:*");
              out.writeEndArray();
              long entropy = ThreadLocalRandom.current().nextInt() & 0xffffffffL;
              out.writeNumberField("entropy", entropy);
            }));
  }

  private SockJSHandler sockJs() {
    SockJSHandlerOptions options =
        new SockJSHandlerOptions()
            .setInsertJSESSIONID(false)
            .setRegisterWriteHandler(false)
            .addDisabledTransport("JSON_P")
            .addDisabledTransport("HTML_FILE");
    if (!station.limits().xhr()) {
      options.addDisabledTransport("XHR").addDisabledTransport("EVENT_SOURCE");
    }
    return SockJSHandler.create(station.vertx(), options);
  }

  private void open(SockJSSocket socket) {
    SockJsConnection connection =
        new SockJsConnection(station.vertx(), socket, station.limits().frameBytes());
    connection.serve(new Session(station, connection));
  }

  private void openRaw(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!request.canUpgradeToWebSocket()) {
      throw Refused.malformed("This address takes WebSockets only.");
    }
    request.toWebSocket().onSuccess(socket -> openRaw(request, socket)).onFailure(context::fail);
  }

  private void openRaw(HttpServerRequest request, ServerWebSocket socket) {
    WebSocketConnection connection =
        new WebSocketConnection(station.vertx(), request, socket, station.limits().frameBytes());
    connection.serve(new Session(station, connection));
  }
}
