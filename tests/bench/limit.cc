// simdjson for text.c: its document of all that a text holds, and the text of that document.
#include "tests/bench/limit.h"

#include <simdjson.h>
#include <string>

static simdjson::dom::parser parser;
static simdjson::dom::element last;
static volatile size_t written;

extern "C" bool limit_read(const char *text, size_t size)
{
    return parser.parse(text, size).get(last) == simdjson::SUCCESS;
}

extern "C" void limit_write(void)
{
    written = simdjson::to_string(last).size();
}
