package io.jobwire.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobwire.house.MarkdownPage.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The README's tour: each block to type, with what the page says that it prints. */
record Tour(List<Step> steps) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "@@ step ";

  /** What differs from run to run, and what stands for it. */
  private static final Map<String, String> MASKS = new LinkedHashMap<>();

  static {
    MASKS.put("#token=\\S+", "#token=<token>");
    MASKS.put("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>");
    MASKS.put("\\b[0-9a-z]{6,}\\.(\\d+)\\.[0-9a-z]{8,}\\b", "<position $1>");
    MASKS.put("\"requestId\":\"[0-9a-f]+\"", "\"requestId\":\"<id>\"");
    MASKS.put("\"durationMs\":\\d+", "\"durationMs\":0");
    MASKS.put("127\\.0\\.0\\.1:\\d+", "<address>");
    MASKS.put("Redis \\d+\\.\\d+\\.\\d+", "Redis <version>");
    MASKS.put("Ready in \\d+ ms", "Ready in <time>");
  }

  /** {@code shown} is null where the page shows nothing. */
  record Step(int number, String script, Block shown) {
    String name() {
      return number + ": " + script.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    /** What the page says, without what differs from run to run. */
    Object expected() {
      return shown == null ? "" : comparable(shown.text());
    }

    Object comparable(String output) {
      String masked = masked(output);
      return shown != null && shown.language().equals("json") ? json(masked) : masked.strip();
    }
  }

  static Tour of(MarkdownPage page) {
    List<Block> blocks = page.blocks();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).isTour()) {
        Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : null;
        boolean shows = next != null && next.language().matches("text|json");
        steps.add(new Step(steps.size() + 1, blocks.get(i).text(), shows ? next : null));
      }
    }
    return new Tour(steps);
  }

  /** All steps in one shell, as somebody would type them, told apart by marks. */
  String script() {
    StringBuilder script = new StringBuilder("trap 'kill -9 $SERVICE 2>/dev/null' EXIT\n");
    for (Step step : steps) {
      script.append("echo; echo '").append(MARK).append(step.number()).append("'\n");
      script.append(step.script());
    }
    return script.append("trap - EXIT\n").toString();
  }

  /** What each step printed; shorter than the steps when the shell ended early. */
  static List<String> outputs(String printed) {
    String[] parts = printed.split("(?m)^" + MARK + "\\d+\\n");
    return List.of(parts).subList(1, parts.length);
  }

  private static String masked(String text) {
    String masked = text;
    for (Map.Entry<String, String> mask : MASKS.entrySet()) {
      masked = masked.replaceAll(mask.getKey(), mask.getValue());
    }
    return masked;
  }

  private static List<JsonNode> json(String text) {
    try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return values.readAll();
    } catch (IOException none) {
      throw new AssertionError("No JSON: " + text, none);
    }
  }
}
