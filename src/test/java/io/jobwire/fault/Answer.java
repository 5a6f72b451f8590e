package io.jobwire.fault;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** What came back from a call. */
record Answer(int status, HttpHeaders headers, String text) {

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  JsonObject json() {
    return new JsonObject(text);
  }

  boolean isCreated() {
    return status == 201;
  }
}
