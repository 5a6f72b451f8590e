package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwire.model.Refused.Flaw;
import io.jobwire.model.Refused.Reason;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The schema of an input")
class InputSchemaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type':'string'}|'x'|7|must be of type string",
        "{'type':['string','null']}|null|7|must be of type null or string",
        "{'type':'integer'}|2.0|2.5|must be of type integer",
        "{'type':'integer'}|123456789012345678901234567890|1e400|must be of type integer",
        "{'type':'number'}|2.5|'2.5'|must be of type number",
        "{'type':'boolean'}|false|0|must be of type boolean",
        "{'minimum':3}|3|2|must be at least 3",
        "{'maximum':3}|3|1e400|must be at most 3",
        "{'exclusiveMinimum':0}|0.1|0|must be more than 0",
        "{'exclusiveMaximum':2}|1.9|2|must be less than 2",
        "{'minLength':2}|'é😀'|'😀'|must have at least 2 characters",
        "{'maxLength':2}|'é😀'|'abc'|must have at most 2 characters",
        "{'minItems':1}|[0]|[]|must have at least 1 entries",
        "{'maxItems':1}|[0]|[0,0]|must have at most 1 entries",
        "{'const':1}|1.0|'1'|must be 1",
        "{'enum':['a',1,null]}|null|'b'|must be one of a, 1, null",
        "{'type':'string','default':'x','examples':['y'],'title':'t','$comment':'c'}|'z'|1|must be of type string",
        "{'anyOf':[{'type':'string'},{'minimum':5}]}|'x'|4|must fit one of the alternatives",
        "{'oneOf':[{'minimum':1},{'minimum':5}]}|4|6|must fit exactly one of the alternatives",
        "{'anyOf':[{'required':['a']},{'required':['b']}]}|{'b':0}|{}|must have one of a, b",
        "{'oneOf':[{'required':['a']},{'required':['b']}]}|{'b':0}|{'a':0,'b':0}|must have exactly one of a, b",
        "{'additionalProperties':true}|{'a':1}||",
        "{'properties':{'a':{}},'additionalProperties':false}|{'a':1}|{'b':1}|may have no other fields than a",
      })
  @DisplayName("takes what fits and says what does not")
  void keywords(String keyword, String good, String bad, String message) {
    InputSchema schema = schema("{'type':'object','properties':{'a':%s}}".formatted(keyword));
    schema.demand(json("{'a':" + good + "}"));
    if (bad != null) {
      assertThat(flaws(schema, "{'a':" + bad + "}")).containsExactly(new Flaw("input.a", message));
    }
  }

  @Test
  @DisplayName("tells every flaw with the way to it, in the order of the schema")
  void all() {
    InputSchema schema =
        schema(
            "{'type':'object','required':['query','to'],'properties':{'most':{'type':'integer','maximum':9},"
                + "'list':{'items':{'properties':{'n':{'type':'integer'}},'required':['n']}}},"
                + "'additionalProperties':{'type':'string'}}");
    assertThat(flaws(schema, "{'most':10,'list':[{'n':1},{},{'n':'x'}],'to':1,'odd':2}"))
        .containsExactly(
            new Flaw("input.query", "is missing"),
            new Flaw("input.most", "must be at most 9"),
            new Flaw("input.list[1].n", "is missing"),
            new Flaw("input.list[2].n", "must be of type integer"),
            new Flaw("input.to", "must be of type string"),
            new Flaw("input.odd", "must be of type string"));
  }

  @Test
  @DisplayName("names the input itself when nothing in it is to blame")
  void whole() {
    InputSchema schema =
        schema("{'type':'object','anyOf':[{'required':['prompt']},{'required':['messages']}]}");
    assertThat(flaws(schema, "{}"))
        .containsExactly(new Flaw("input", "must have one of prompt, messages"));
  }

  @Test
  @DisplayName("tells at most twenty flaws, with names of a bearable length")
  void bounded() {
    InputSchema schema =
        schema("{'type':'object','additionalProperties':{'items':{'type':'string'}}}");
    String numbers =
        IntStream.range(0, 1000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    List<Flaw> flaws =
        flaws(schema, "{'%s\\n':[%s],'b':[%s]}".formatted("x".repeat(63), numbers, numbers));
    assertThat(flaws).hasSize(20);
    assertThat(flaws.get(19).path()).isEqualTo("input." + "x".repeat(63) + "\uFFFD[19]");
    String longName = "y".repeat(10_000);
    assertThat(flaws(schema, "{'" + longName + "':[1]}").get(0).path()).hasSizeLessThan(80);
  }

  @Test
  @DisplayName("is kept compact, and needs no look at the input when it demands nothing")
  void compact() {
    InputSchema schema = schema("{ 'type' : 'object' ,\n 'title' : 'Anything' }");
    assertThat(schema.text().text()).isEqualTo(quoted("{'type':'object','title':'Anything'}"));
    schema.demand(new JsonText("not even JSON"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type':'object'|it is not JSON",
        "{'type':'object'} {}|it is not JSON",
        "~~|it must be of the type object",
        "[]|it must be of the type object",
        "{'type':'array'}|it must be of the type object",
        "{}|it must be of the type object",
        "{'type':'object','pattern':'x'}|the keyword pattern is not known",
        "{'type':'object','$ref':'#/$defs/a'}|there is no #/$defs/a",
        "{'type':'object','$ref':'a'}|there is no a",
        "{'type':'object','properties':[]}|properties must be an object",
        "{'type':'object','properties':{'a':false}}|a schema must be an object",
        "{'type':'object','properties':{'a':{'type':'text'}}}|the type text is not known",
        "{'type':'object','properties':{'a':{'minimum':'3'}}}|minimum must be a number, and is \"3\"",
        "{'type':'object','properties':{'a':{'maxLength':-1}}}|maxLength must be a whole number",
        "{'type':'object','properties':{'a':{'enum':'x'}}}|enum must be a list",
        "{'type':'object','required':'a'}|required must be a list",
        "{'type':'object','required':[1]}|required must be a list of words",
        "{'type':'object','anyOf':[]}|anyOf must be a list",
        "{'type':'object','anyOf':[1]}|a schema must be an object",
        "{'type':'object','properties':{'a':{'items':[{}]}}}|a schema must be an object",
      })
  @DisplayName("is refused when it says something that would not be checked")
  void broken(String schema, String why) {
    assertThatThrownBy(() -> InputSchema.compile(quoted(schema)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @Test
  @DisplayName("is refused when it is larger than 16 KiB, however deep it is otherwise")
  void large() {
    String title = "{'type':'object','title':'%s'}";
    int frame = title.length() - 2;
    schema(title.formatted("x".repeat((16 << 10) - frame)));
    assertThatThrownBy(() -> schema(title.formatted("x".repeat((16 << 10) - frame + 1))))
        .hasMessage("it has more than 16384 bytes");
    int deep = 900;
    InputSchema nested =
        schema(
            "{'type':'object','properties':{'a':%s{'type':'string'}%s}}"
                .formatted("{'items':".repeat(deep), "}".repeat(deep)));
    nested.demand(json("{'a':[[[1]]]}"));
  }

  private static List<Flaw> flaws(InputSchema schema, String input) {
    Refused refused = catchThrowableOfType(Refused.class, () -> schema.demand(json(input)));
    assertThat(refused).as(input).isNotNull();
    assertThat(refused.reason()).isEqualTo(Reason.INVALID);
    return refused.flaws();
  }

  private static InputSchema schema(String text) {
    return InputSchema.compile(quoted(text));
  }

  private static JsonText json(String text) {
    return new JsonText(quoted(text));
  }

  private static String quoted(String text) {
    return text == null ? "" : text.replace('\'', '"');
  }
}
