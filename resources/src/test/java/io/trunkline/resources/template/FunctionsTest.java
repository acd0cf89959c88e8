package io.trunkline.resources.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions, one row per rule ({@code reference/resource-manager.md §6}). */
class FunctionsTest {
  private static JsonNode evaluate(String expression) {
    return new Evaluator(new PlainScope()).text("[" + expression + "]", "$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          array('a')                                          | ["a"]
          concat('a', 1, true())                              | "a1True"
          concat(createArray(1), createArray(2, 3))           | [1,2,3]
          contains(createObject('Key', 1), 'kEY')             | true
          contains('abc', 'B')                                | false
          contains(createArray(1, 'x'), 'x')                  | true
          distinct(createArray(1, 2, 1))                      | [1,2]
          empty(null())                                       | true
          first('abc')                                        | "a"
          last(createArray(1, 2))                             | 2
          first(createArray())                                | null
          flatten(createArray(createArray(1), createArray(2)))| [1,2]
          indexOf('abcABC', 'CA')                             | 2
          lastIndexOf('abcabc', 'B')                          | 4
          indexFromEnd(createArray(1, 2, 3), 1)               | 3
          tryIndexFromEnd(createArray(1), 5)                  | null
          intersection(createArray(1, 2), createArray(2, 3))  | [2]
          items(createObject('b', 1, 'a', 2))                 | [{"key":"a","value":2},{"key":"b","value":1}]
          join(createArray('a', 'b'), '-')                    | "a-b"
          length(createObject('a', 1))                        | 1
          max(createArray(1, 5, 2))                           | 5
          min(3, 2)                                           | 2
          objectKeys(createObject('b', 1, 'a', 2))            | ["a","b"]
          range(2, 3)                                         | [2,3,4]
          shallowMerge(createArray(createObject('a', 1), createObject('A', 2))) | {"a":2}
          skip('abc', 1)                                      | "bc"
          take(createArray(1, 2, 3), 2)                       | [1,2]
          take('abc', 0)                                      | ""
          tryGet(createObject('a', createArray(7)), 'a', 0)   | 7
          tryGet(createObject(), 'a')                         | null
          union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2))) | {"a":{"x":1,"y":2}}
          union(createArray(1), createArray(1, 2))            | [1,2]
          filter(range(0, 4), lambda('x', greater(lambdaVariables('x'), 1))) | [2,3]
          map(createArray('a', 'b'), lambda('x', 'i', concat(lambdaVariables('x'), lambdaVariables('i')))) | ["a0","b1"]
          reduce(range(1, 4), 0, lambda('sum', 'x', add(lambdaVariables('sum'), lambdaVariables('x')))) | 10
          sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b')))) | [1,2,3]
          toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', length(lambdaVariables('x')))) | {"a":1,"b":1}
          groupBy(createArray('aa', 'b', 'cc'), lambda('x', string(length(lambdaVariables('x'))))) | {"2":["aa","cc"],"1":["b"]}
          mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1))) | {"a":2}
          coalesce(null(), 'x', fail('never'))                | "x"
          equals(1, '1')                                      | false
          equals(createObject('a', 1), createObject('A', 1))  | true
          greaterOrEquals('b', 'a')                           | true
          if(true(), 1, fail('never'))                        | 1
          and(false(), fail('never'))                         | false
          or(true(), fail('never'))                           | true
          bool('True')                                        | true
          not(bool(0))                                        | true
          add(9223372036854775806, 1)                         | 9223372036854775807
          div(-7, 2)                                          | -3
          mod(-7, 3)                                          | -1
          int('42')                                           | 42
          float('1.5')                                        | 1.5
          json('{"a":[1]}').a[0]                              | 1
          base64('one, two')                                  | "b25lLCB0d28="
          base64ToString('b25lLCB0d28=')                      | "one, two"
          base64ToJson(base64('{"a":1}')).a                   | 1
          dataUri('Hello')                                    | "data:text/plain;charset=utf8;base64,SGVsbG8="
          dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')| "Hello, World!"
          endsWith('abcdef', 'EF')                            | true
          startsWith('a', 'abc')                              | false
          format('{0}-{1,4}-{2:D3}-{{x}}', 'a', 7, 5)         | "a-   7-005-{x}"
          format('{0:N0} {1:X2}', 1234567, 255)               | "1,234,567 FF"
          padLeft(7, 3, '0')                                  | "007"
          replace('aXbX', 'X', '-')                           | "a-b-"
          split('a;b,c', createArray(';', ','))               | ["a","b","c"]
          split('a--b', '--')                                 | ["a","b"]
          string(createObject('a', createArray(1, true())))   | "{\\"a\\":[1,true]}"
          string(false())                                     | "False"
          substring('abcdef', 2, 3)                           | "cde"
          toUpper('aé')                                       | "AÉ"
          trim('  x ')                                        | "x"
          uri('http://a/b/c', 'd/e')                          | "http://a/b/d/e"
          uriComponent('a b/é')                               | "a%20b%2F%C3%A9"
          uriComponentToString('a%20b+')                      | "a b+"
          parseUri('https://h:8443/p?q=1').port               | 8443
          buildUri(createObject('scheme', 'https', 'host', 'h', 'path', 'p')) | "https://h/p"
          parseCidr('10.144.0.0/20').broadcast                | "10.144.15.255"
          cidrSubnet('10.144.0.0/20', 24, 1)                  | "10.144.1.0/24"
          cidrHost('10.144.3.0/24', 1)                        | "10.144.3.2"
          dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')          | "2023-04-07T14:53:14Z"
          dateTimeAdd('2020-04-07 14:53:14Z', '-P9DT1H')      | "2020-03-29T13:53:14Z"
          dateTimeAdd('20200407T145314Z', 'PT1H', 'yyyyMMdd HH:mm') | "20200407 15:53"
          dateTimeFromEpoch(1683040573)                       | "2023-05-02T15:16:13Z"
          dateTimeToEpoch('2023-05-02T15:16:13Z')             | 1683040573
          guid('test')                                        | "d6a5baf1-8b9b-542a-8525-2982f1f98a0c"
          uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000', 'resource-id') | "cwvxuqg24sifi"
          uniqueString('fu')                                  | "6rkxbspxjmsho"
          uniqueString('fubar')                               | "cj2xpqsiwjfne"
          uniqueString('fu', 'bar')                           | "q5wxoscxs5j6k"
          uniqueString('/subscriptions/12345678-1234-1234-1234-123456789012/resourceGroups/my-rg', 'Microsoft.Storage/storageAccounts') | "z22rah77jfqry"
          resourceId('Microsoft.X/a/b', 'n', 'm')             | "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/n/b/m"
          resourceId('other', 'Microsoft.X/a', 'n')           | "/subscriptions/s/resourceGroups/other/providers/Microsoft.X/a/n"
          resourceId('t', 'other', 'Microsoft.X/a', 'n')      | "/subscriptions/t/resourceGroups/other/providers/Microsoft.X/a/n"
          subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r') | "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"
          tenantResourceId('Microsoft.X/a', 'n')              | "/providers/Microsoft.X/a/n"
          extensionResourceId('/subscriptions/s', 'Microsoft.X/a', 'n') | "/subscriptions/s/providers/Microsoft.X/a/n"
          PARAMETERS('Size')                                  | 3
          'it''s'                                             | "it's"
          createObject('a', createObject('B', 2)).A['b']      | 2
          """)
  void yields(String expression, String expected) {
    assertThat(Values.same(evaluate(expression), Json.parse(expected)))
        .as("%s = %s", expression, evaluate(expression))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nosuch('a')                    | 'nosuch' is not supported
          concat()                       | takes 1 or more arguments, not 0
          add(9223372036854775807, 1)    | no 64-bit integer
          div(1, 0)                      | no 64-bit integer
          substring('abc', 2, 5)         | outside of a text of 3
          createObject('a', 1).b         | property 'b' doesn't exist
          createArray(1)[1]              | property '1' doesn't exist
          range(0, 10001)                | from 0 to 10000
          reference('x')                 | not expected
          utcNow()                       | not expected
          lambda('x', 1)                 | a lambda stands only as an argument
          format('{3}', 1)               | no argument for {3}
          int('x')                       | no 64-bit integer
          copyIndex()                    | outside of a copy loop
          base64ToString('***')          | no Base64
          fail('because')                | because
          map(range(0, 10000), lambda('x', range(0, 10000))) | values of more than
          """)
  void refusesWithAReason(String expression, String message) {
    assertThatThrownBy(() -> evaluate(expression))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"]", "concat('a'", "'open", "a..b()", "1 2", "a(,)", "#", "99999999999999999999"})
  void refusesWhatIsNoExpression(String text) {
    assertThatThrownBy(() -> evaluate(text)).isInstanceOf(TemplateException.class);
  }

  @Test
  void aDoubledBracketIsALiteral() {
    assertThat(new Evaluator(new PlainScope()).text("[[literal]", "$").asText())
        .isEqualTo("[literal]");
    assertThat(new Evaluator(new PlainScope()).text("a [b]", "$").asText()).isEqualTo("a [b]");
  }

  @Test
  void propertyLoopsAreUnrolledWithTheirOffsets() {
    JsonNode json =
        Json.parse(
            """
            {"copy": [{"name": "sizes", "count": 2, "input": {"n": "[copyIndex('sizes', 1)]"}}]}
            """);

    assertThat(Json.text(new Evaluator(new PlainScope()).resolve(json, "$")))
        .isEqualTo("{\"sizes\":[{\"n\":1},{\"n\":2}]}");
  }

  @Test
  void namesThePlaceOfAnError() {
    JsonNode json = Json.parse("{\"a\": [{\"b\": \"[nosuch()]\"}]}");

    assertThatThrownBy(() -> new Evaluator(new PlainScope()).resolve(json, "$"))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.target()).contains("$.a[0].b"));
  }
}
