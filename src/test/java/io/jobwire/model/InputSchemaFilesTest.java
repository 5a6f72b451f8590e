package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The schema of a handler that comes with the service")
class InputSchemaFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest(name = "{0} {1}")
  @DisplayName("uses only what is checked, and finds what is wrong:")
  @CsvSource(
      delimiter = '|',
      value = {
        "llm   | {'prompt':'a'}                                       | ''",
        "llm   | {'messages':[{'role':'user','content':''}]}          | ''",
        "llm   | {'messages':[{'role':'tool','content':''}]}          | messages[0].role",
        "llm   | {'messages':[]}                                      | messages",
        "llm   | {'prompt':'a','temperature':2.1}                     | temperature",
        "llm   | {'prompt':'a','maxTokens':0}                         | maxTokens",
        "llm   | {'prompt':'','model':'m','system':'s'}               | prompt",
        "agent | {'query':'a','sources':10,'useModel':false}          | ''",
        "agent | {'sources':3}                                        | query",
        "agent | {'query':'a','sources':11}                           | sources",
        "agent | {'query':'a','useModel':'yes'}                       | useModel",
      })
  void finds(String name, String input, String path) throws IOException {
    JsonNode schema = schema(name);
    DataCheck.Found flaw =
        new SchemaCompiler(schema.path("$defs"))
            .compile(schema)
            .flaw(JSON.readTree(input.replace('\'', '"')));
    assertThat(flaw == null ? "" : flaw.path()).isEqualTo(path);
  }

  private static JsonNode schema(String name) throws IOException {
    String file = "/handlers/" + name + ".schema.json";
    try (InputStream in = InputSchemaFilesTest.class.getResourceAsStream(file)) {
      return JSON.readTree(in);
    }
  }
}
