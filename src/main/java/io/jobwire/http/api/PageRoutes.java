package io.jobwire.http.api;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;

import io.jobwire.http.Endpoints;
import io.jobwire.http.pages.Guides;
import io.jobwire.http.pages.Page;
import io.jobwire.http.pages.Pages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * The pages, each under its own path, packed for who takes that; a browser that has one is told so.
 */
public final class PageRoutes {
  private static final String ASK_AGAIN = "no-cache";
  private static final String FOR_A_YEAR = "public, max-age=31536000, immutable";

  private final Pages pages;

  public PageRoutes(Pages pages) {
    this.pages = pages;
  }

  public void mount(Endpoints on) {
    for (String path : pages.paths()) {
      Page page = pages.find(path).orElseThrow();
      on.open(GET, path).answer(context -> send(context, page));
      on.open(HEAD, path).answer(context -> send(context, page));
    }
    for (String path : pages.guides().paths()) {
      on.open(GET, path).answer(context -> guide(context, path));
      on.open(HEAD, path).answer(context -> guide(context, path));
    }
  }

  /** Only the first who asks for one has to wait until it is made, and the event loop never. */
  private void guide(RoutingContext context, String path) {
    Guides guides = pages.guides();
    guides
        .find(path)
        .map(Future::succeededFuture)
        .orElseGet(() -> context.vertx().executeBlocking(() -> guides.make(path)))
        .onSuccess(page -> send(context, page))
        .onFailure(context::fail);
  }

  private static void send(RoutingContext context, Page page) {
    boolean packed =
        context.parsedHeaders().acceptEncoding().stream()
            .anyMatch(coding -> coding.value().equals("gzip") && coding.weight() > 0);
    String etag = packed ? page.packedEtag() : page.etag();
    HttpServerResponse response =
        context
            .response()
            .putHeader("ETag", etag)
            .putHeader("Vary", "Accept-Encoding")
            .putHeader("Cache-Control", page.lasts() ? FOR_A_YEAR : ASK_AGAIN);
    if (etag.equals(context.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    if (packed) {
      response.putHeader("Content-Encoding", "gzip");
    }
    Buffer content = packed ? page.packed() : page.content();
    response
        .putHeader("Content-Type", page.contentType())
        .putHeader("Content-Length", Integer.toString(content.length()));
    if (context.request().method() == HEAD) {
      response.end();
    } else {
      response.end(content);
    }
  }
}
