#include "compiler/jsonata/sign.h"

#include <string.h>

#include "compiler/jsonata/fault.h"

/* The byte of the bracket that closes the one at `open`; the end if none does. */
static size_t closing(const char *s, size_t open, char closes)
{
    size_t depth = 1, i = open + 1;
    for (; s[i] != '\0'; i++) {
        depth += s[i] == s[open];
        depth -= s[i] == closes;
        if (depth == 0) {
            break;
        }
    }
    return i;
}

static bool refuse(const struct reading *r, enum fault fault, size_t from, size_t at)
{
    size_t start = from + at - 1;
    fault_say(r, fault, start < r->size ? start : r->size,
              start < r->size ? start + 1 : r->size, from + at, NULL);
    return false;
}

bool sign_check(const struct reading *r, const char *signature, size_t from)
{
    char last = '\0'; /* the type that an option, or a type in brackets, belongs to */
    for (size_t i = 1; signature[i] != '\0' && signature[i] != ':'; i++) {
        char c = signature[i];
        if (c == '(') {
            size_t end = closing(signature, i, ')');
            if (memchr(signature + i, '<', end - i) != NULL) {
                return refuse(r, FAULT_S0402, from, i);
            }
            last = c;
            i = end;
        } else if (c == '<') {
            if (last != 'a' && last != 'f') {
                return refuse(r, FAULT_S0401, from, i);
            }
            i = closing(signature, i, '>');
        } else if (strchr("snbloafjx", c) != NULL) {
            last = c;
        }
        if (signature[i] == '\0') {
            break;
        }
    }
    return true;
}
