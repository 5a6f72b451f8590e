package io.jobwire.handlers.llm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * A question as the chat protocol has it: where it goes, its body, and what nobody else may read.
 */
record ChatRequest(RequestOptions where, Buffer body, String model, String secret) {

  /** {@code counting} asks for the numbers of tokens, which not every server understands. */
  static ChatRequest of(ChatPlan plan, Asked asked, boolean counting) {
    String model = asked.model() == null ? plan.model() : asked.model();
    return new ChatRequest(
        where(plan), body(asked, model, counting).toBuffer(), model, plan.key().orElse(""));
  }

  @Override
  public String toString() {
    return "a question to " + model;
  }

  private static RequestOptions where(ChatPlan plan) {
    URI url = plan.url();
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    int usual = secure ? 443 : 80;
    RequestOptions where =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(secure)
            .setHost(url.getHost().replaceAll("[\\[\\]]", ""))
            .setPort(url.getPort() < 0 ? usual : url.getPort())
            .setURI(path(url))
            .setFollowRedirects(false)
            .putHeader("Content-Type", "application/json")
            .putHeader("Accept", "text/event-stream");
    plan.key().ifPresent(key -> where.putHeader("Authorization", "Bearer " + key));
    return where;
  }

  /** What stands behind a question mark is for the server, and stays behind the path. */
  private static String path(URI url) {
    String base = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return base + "/chat/completions" + query;
  }

  private static JsonObject body(Asked asked, String model, boolean counting) {
    JsonObject body =
        new JsonObject().put("model", model).put("messages", messages(asked)).put("stream", true);
    if (counting) {
      body.put("stream_options", new JsonObject().put("include_usage", true));
    }
    if (asked.temperature() != null) {
      body.put("temperature", asked.temperature());
    }
    if (asked.maxTokens() != null) {
      body.put("max_tokens", asked.maxTokens());
    }
    if (!asked.begun().isEmpty()) {
      // How vLLM is told to go on; llama.cpp's server does so without, and minds neither.
      body.put("continue_final_message", true).put("add_generation_prompt", false);
    }
    return body;
  }

  private static JsonArray messages(Asked asked) {
    JsonArray messages = new JsonArray();
    asked.messages().forEach(said -> messages.add(message(said.role(), said.content())));
    if (!asked.begun().isEmpty()) {
      messages.add(message("assistant", asked.begun()));
    }
    return messages;
  }

  private static JsonObject message(String role, String content) {
    return new JsonObject().put("role", role).put("content", content);
  }
}
