package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.handlers.HandlerSchema;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The schema of a handler that comes with the service")
class InputSchemaFilesTest {
  @ParameterizedTest(name = "{0} {1}")
  @DisplayName("uses only what is checked, and finds what is wrong:")
  @CsvSource(
      delimiter = '|',
      value = {
        "llm   | {'prompt':'a'}                                       | ''",
        "llm   | {'messages':[{'role':'user','content':''}]}          | ''",
        "llm   | {'messages':[{'role':'tool','content':''}]}          | input.messages[0].role",
        "llm   | {'messages':[]}                                      | input.messages",
        "llm   | {'prompt':'a','temperature':2.1}                     | input.temperature",
        "llm   | {'prompt':'a','maxTokens':0}                         | input.maxTokens",
        "llm   | {'prompt':'','model':'m','system':'s'}               | input.prompt",
        "llm   | {}                                                   | input",
        "llm   | {'prompt':'a','messages':[{'role':'user','content':''}]} | input",
        "agent | {'query':'a','sources':10,'useModel':false}          | ''",
        "agent | {'sources':3}                                        | input.query",
        "agent | {'query':'a','sources':11}                           | input.sources",
        "agent | {'query':'a','useModel':'yes'}                       | input.useModel",
      })
  void finds(String name, String input, String path) {
    InputSchema schema = InputSchema.compile(HandlerSchema.of(name));
    assertThat(flaws(schema, new JsonText(input.replace('\'', '"')))).isEqualTo(path);
  }

  private static String flaws(InputSchema schema, JsonText input) {
    try {
      schema.demand(input);
      return "";
    } catch (Refused refusal) {
      return refusal.flaws().stream().map(Refused.Flaw::path).collect(Collectors.joining(" "));
    }
  }
}
