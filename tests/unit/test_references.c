/*
 * Which variables the states of a definition refer to.
 */
#include "runtime/machine/references.h"

#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static void expect(const char *definition, const char *wanted)
{
    struct value *v = references_of(definition);
    char *text = v == NULL ? memory_text("none") : write_text(v);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(v);
}

#define ASSIGN "\"First\":{\"Assign\":{\"x\":1,\"b.$\":\"$.b\",\"a\":{}},\"Next\":\"S\"}"

static void of_paths(void)
{
    expect("{\"States\":{" ASSIGN
           ",\"S\":{\"Type\":\"Pass\",\"Parameters\":{\"r.$\":\"$x.y[0]\","
           "\"q.$\":\"States.Format('$a {}', "
           "$b)\",\"literal\":\"$a\",\"c.$\":\"$$.Execution\"}}}}",
           "{\"S\":[\"b\",\"x\"]}");
    expect("{\"States\":{" ASSIGN ",\"S\":{\"Type\":\"Choice\",\"Choices\":[{\"And\":[{"
           "\"Variable\":\"$x\",\"StringEqualsPath\":\"$a\"}]}]},\"T\":{\"SecondsPath\":\"$b\","
           "\"ResultPath\":\"$.x\",\"Comment\":\"$x\"},\"U\":{\"InputPath\":\"$.x\"}}}",
           "{\"S\":[\"a\",\"x\"],\"T\":[\"b\"]}");
    expect("{\"States\":{\"A\":{\"InputPath\":\"$x\"}}}", "none");
    expect("{\"States\":{" ASSIGN "}}", "none");
    expect("not JSON", "none");
}

static void of_jsonata(void)
{
    expect("{\"QueryLanguage\":\"JSONata\",\"States\":{" ASSIGN
           ",\"S\":{\"Output\":{\"k\":\"{% "
           "$sum($x) & '$a' & $states.input.b %}\",\"n\":\"$b\"}},\"T\":{\"QueryLanguage\":"
           "\"JSONPath\",\"OutputPath\":\"$b\"}}}",
           "{\"S\":[\"x\"],\"T\":[\"b\"]}");
}

static void of_states_below(void)
{
    expect("{\"States\":{" ASSIGN
           ",\"S\":{\"Type\":\"Map\",\"ItemsPath\":\"$a\",\"ItemProcessor\":"
           "{\"States\":{\"I\":{\"InputPath\":\"$x\"}}}},\"P\":{\"Type\":\"Parallel\","
           "\"Branches\":"
           "[{\"States\":{\"J\":{\"InputPath\":\"$b\"}}}]}}}",
           "{\"S\":[\"a\"],\"I\":[\"x\"],\"J\":[\"b\"]}");
}

UNIT_MAIN("references", { "of paths", of_paths }, { "of JSONata", of_jsonata },
          { "of states below", of_states_below })
