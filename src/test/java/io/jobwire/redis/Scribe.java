package io.jobwire.redis;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes down everything that is announced, by channel: what the log gives up is still here. */
final class Scribe implements Subscriptions.Listener {
  private final Map<String, List<String>> heard = new ConcurrentHashMap<>();
  private volatile boolean listening;

  boolean isListening() {
    return listening;
  }

  @Override
  public void confirmed() {
    listening = true;
  }

  @Override
  public void message(String channel, Buffer body) {
    List<String> messages = heard.computeIfAbsent(channel, first -> new ArrayList<>());
    synchronized (messages) {
      messages.add(body.toString());
    }
  }

  /** The messages of a channel from a number on, as soon as there are that many. */
  List<String> messages(String channel, int from, int many) {
    Given.eventually(() -> count(channel) >= from + many);
    List<String> messages = heard.getOrDefault(channel, List.of());
    synchronized (messages) {
      return List.copyOf(messages.subList(from, messages.size()));
    }
  }

  private int count(String channel) {
    List<String> messages = heard.getOrDefault(channel, List.of());
    synchronized (messages) {
      return messages.size();
    }
  }
}
