package io.jobwire.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A webhook as others run them: it takes what it is told, refuses it, points elsewhere, or hangs.
 */
public final class Hook implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
  private volatile int status = 204;
  private volatile boolean hangs;

  public Hook() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.setExecutor(threads);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=hidden";
  }

  Hook answers(int with) {
    status = with;
    return this;
  }

  Hook hangs(boolean does) {
    hangs = does;
    return this;
  }

  /** What it was told next, whatever it answered; null when nothing comes. */
  public JsonObject next() throws InterruptedException {
    return told.poll(20, TimeUnit.SECONDS);
  }

  int waiting() {
    return told.size();
  }

  private void take(HttpExchange exchange) throws IOException {
    // Before it is told of: whoever hears that may change what comes next.
    boolean hang = hangs;
    int answer = status;
    byte[] body = exchange.getRequestBody().readAllBytes();
    told.add(new JsonObject(new String(body, StandardCharsets.UTF_8)));
    if (hang) {
      awaitEnd();
    }
    exchange.getResponseHeaders().set("Location", address());
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
