package io.jobwire.http.api;

import static io.vertx.core.http.HttpMethod.GET;

import io.jobwire.http.Endpoints;
import io.jobwire.http.pages.Page;
import io.jobwire.http.pages.Pages;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** The pages, each under its own path; a browser that has one is told so. */
public final class PageRoutes {
  private final Pages pages;

  public PageRoutes(Pages pages) {
    this.pages = pages;
  }

  public void mount(Endpoints on) {
    for (String path : pages.paths()) {
      Page page = pages.find(path).orElseThrow();
      on.open(GET, path).answer(context -> send(context, page));
    }
  }

  private static void send(RoutingContext context, Page page) {
    HttpServerResponse response =
        context.response().putHeader("ETag", page.etag()).putHeader("Cache-Control", "no-cache");
    if (page.etag().equals(context.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader("Content-Type", page.contentType()).end(page.content());
    }
  }
}
