package io.jobwire.http;

import io.jobwire.http.limit.RatePolicy;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Scope;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The table of what can be called: method, path, who may, and how large a body may be. Everything
 * else about a request is checked here in the same order: token, scope, content type, size.
 */
public final class Endpoints {
  private static final String BODY = "jobwire.body";

  private final Router router;
  private final Door door;
  private final RatePolicy creationPolicy;
  private final Map<Pattern, Set<String>> methods = new LinkedHashMap<>();

  Endpoints(Router router, Door door, RatePolicy creationPolicy) {
    this.router = router;
    this.door = door;
    this.creationPolicy = creationPolicy;
  }

  /** Carries out one call; what it throws is refused. */
  public interface Call {
    void answer(RoutingContext context);
  }

  /** A call for anybody. */
  public Endpoint open(HttpMethod method, String path) {
    return new Endpoint(method, path, null);
  }

  /**
   * A call for whoever has a token with one of these scopes; with any token when there are none.
   */
  public Endpoint on(HttpMethod method, String path, Scope... scopes) {
    Set<Scope> any = Set.of(scopes);
    return new Endpoint(method, path, context -> door.admit(context, any));
  }

  /** A stream to read, for whoever has one of these scopes, or a stream token in the address. */
  public Endpoint stream(String path, Scope... scopes) {
    Set<Scope> any = Set.of(scopes);
    return new Endpoint(HttpMethod.GET, path, context -> door.admitReader(context, any));
  }

  /** What a POST, PATCH or PUT brought; empty when it brought nothing. */
  public static byte[] body(RoutingContext context) {
    Buffer body = context.get(BODY);
    return body == null ? new byte[0] : body.getBytes();
  }

  RatePolicy creationPolicy() {
    return creationPolicy;
  }

  /** The methods that this path takes, for an answer 405. */
  String allowed(String path) {
    Set<String> allowed = new TreeSet<>();
    methods.forEach(
        (pattern, words) -> {
          if (pattern.matcher(path).matches()) {
            allowed.addAll(words);
          }
        });
    return String.join(", ", allowed);
  }

  /** One line of the table. */
  public final class Endpoint {
    private final HttpMethod method;
    private final String path;
    private final Handler<RoutingContext> admission;

    private Endpoint(HttpMethod method, String path, Handler<RoutingContext> admission) {
      this.method = method;
      this.path = path;
      this.admission = admission;
    }

    /** Takes no body. */
    public void answer(Call call) {
      mount(call::answer, null);
    }

    /** Takes JSON, and must get it. */
    public void answerJson(long mostBytes, Call call) {
      mount(call::answer, new JsonBody(mostBytes, true));
    }

    /** Takes JSON or nothing. */
    public void answerOptionalJson(long mostBytes, Call call) {
      mount(call::answer, new JsonBody(mostBytes, false));
    }

    private void take(RoutingContext context) {
      RequestTally.taken(context, path);
      context.next();
    }

    private void mount(Handler<RoutingContext> call, JsonBody body) {
      methods.computeIfAbsent(pattern(path), fresh -> new TreeSet<>()).add(method.name());
      var route = router.route(method, path).handler(this::take);
      if (admission != null) {
        route.handler(admission);
      }
      if (body != null) {
        // The reader goes in as a plain handler: Vert.x wants its own kind before all others, but
        // nobody's body is read before his token.
        route.handler(body::check).handler(body.reader::handle).handler(JsonBody::keep);
      }
      route.handler(call);
    }
  }

  private static Pattern pattern(String path) {
    return Pattern.compile(path.replaceAll(":[a-z]+", "[^/]+").replace(".", "\\.") + "/?");
  }

  /** Content type and size, before anything is read. */
  private static final class JsonBody {
    private final boolean required;
    private final BodyHandler reader;

    JsonBody(long mostBytes, boolean required) {
      this.required = required;
      reader = BodyHandler.create(false).setBodyLimit(mostBytes);
    }

    void check(RoutingContext context) {
      if ((required || hasBody(context.request())) && !isJson(context.request())) {
        throw Refused.because(
            Reason.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json in UTF-8.");
      }
      context.next();
    }

    static void keep(RoutingContext context) {
      context.put(BODY, context.body().buffer());
      context.next();
    }

    private static boolean hasBody(HttpServerRequest request) {
      String length = request.getHeader("Content-Length");
      return length == null ? request.headers().contains("Transfer-Encoding") : !length.equals("0");
    }

    private static boolean isJson(HttpServerRequest request) {
      String type = request.getHeader("Content-Type");
      if (type == null) {
        return false;
      }
      String[] parts = type.toLowerCase(Locale.ROOT).split(";", 2);
      return parts[0].strip().equals("application/json")
          && (parts.length == 1 || isUtf8(parts[1].strip()));
    }

    private static boolean isUtf8(String parameter) {
      return parameter.replace("\"", "").equals("charset=utf-8");
    }
  }
}
