#include "runtime/base/signature.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

static const char *const words[] = {
    [SIGNATURE_VOID] = "void",     [SIGNATURE_BOOL] = "bool",     [SIGNATURE_INT8] = "int8",
    [SIGNATURE_INT16] = "int16",   [SIGNATURE_INT32] = "int32",   [SIGNATURE_INT64] = "int64",
    [SIGNATURE_UINT8] = "uint8",   [SIGNATURE_UINT16] = "uint16", [SIGNATURE_UINT32] = "uint32",
    [SIGNATURE_UINT64] = "uint64", [SIGNATURE_FLOAT] = "float",   [SIGNATURE_DOUBLE] = "double",
    [SIGNATURE_STRING] = "string", [SIGNATURE_JSON] = "json",
};

const char *signature_word(enum signature_type type)
{
    return words[type];
}

bool signature_is_name(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!is_letter && (i == 0 || c < '0' || c > '9')) {
            return false;
        }
    }
    return size > 0;
}

/* A signature that is being read: how far, and what is wrong with it once something is. */
struct reader {
    const char *at;
    struct buf *why;
    bool failed;
};

static void skip_blanks(struct reader *r)
{
    r->at += strspn(r->at, " \t");
}

static void fail(struct reader *r, const char *message)
{
    if (!r->failed) {
        buf_text(r->why, message);
        r->failed = true;
    }
}

/* If `mark` comes next, moves past it and returns true. */
static bool take(struct reader *r, const char *mark)
{
    skip_blanks(r);
    bool stands = strncmp(r->at, mark, strlen(mark)) == 0;
    r->at += stands ? strlen(mark) : 0;
    return stands;
}

static void want(struct reader *r, const char *mark, const char *message)
{
    if (!r->failed && !take(r, mark)) {
        fail(r, message);
    }
}

static enum signature_type read_type(struct reader *r)
{
    skip_blanks(r);
    size_t size = strspn(r->at, "abcdefghijklmnopqrstuvwxyz_0123456789");
    for (enum signature_type t = SIGNATURE_VOID; t < SIGNATURE_TYPES; t++) {
        if (strlen(words[t]) == size && memcmp(words[t], r->at, size) == 0) {
            r->at += size;
            return t;
        }
    }
    if (!r->failed) {
        size_t shown = strcspn(r->at, " \t,()!-");
        buf_print(r->why, "'%.*s' is not a type; there are", shown > 0 ? (int)shown : 1, r->at);
        for (enum signature_type t = SIGNATURE_VOID; t < SIGNATURE_TYPES; t++) {
            buf_print(r->why, " %s", words[t]);
        }
        r->failed = true;
    }
    return SIGNATURE_VOID;
}

static void read_arguments(struct reader *r, struct signature *s)
{
    if (take(r, ")")) {
        return;
    }
    do {
        enum signature_type type = read_type(r);
        bool is_only = s->count == 0 && type == SIGNATURE_VOID && take(r, ")");
        if (is_only || r->failed) {
            return;
        }
        if (type == SIGNATURE_VOID) {
            fail(r, "void is the type of a result, not of an argument");
        } else if (take(r, "!")) {
            fail(r, "only a result can be freed: '!' does not belong to an argument");
        } else if (s->count == SIGNATURE_ARGUMENTS_MAX) {
            fail(r, "a function can have 16 arguments at most");
        } else {
            s->arguments[s->count++] = type;
        }
    } while (!r->failed && take(r, ","));
    want(r, ")", "a ')' is missing behind the arguments");
}

static void read_result(struct reader *r, struct signature *s)
{
    want(r, "->", "'->' and the type of the result are missing behind ')'");
    if (r->failed) {
        return;
    }
    s->result = read_type(r);
    s->frees_result = !r->failed && take(r, "!");
    if (s->frees_result && s->result != SIGNATURE_STRING && s->result != SIGNATURE_JSON) {
        fail(r, "only a string or json can be freed");
    }
    skip_blanks(r);
    if (*r->at != '\0') {
        fail(r, "nothing may follow the type of the result");
    }
}

/* LIBRARY# if there is one, and the function's name. */
static void read_function(struct reader *r, struct signature *s)
{
    const char *mark = strrchr(r->at, '#');
    if (mark == r->at) {
        fail(r, "no library is named in front of '#'");
        return;
    }
    if (mark != NULL) {
        s->library = memory_text_n(r->at, (size_t)(mark - r->at));
        r->at = mark + 1;
    }
    skip_blanks(r);
    size_t size = strcspn(r->at, " \t(");
    if (!signature_is_name(r->at, size)) {
        fail(r, "the name of a C function is missing: SYMBOL(double,string)->double is wanted");
        return;
    }
    s->symbol = memory_text_n(r->at, size);
    r->at += size;
    want(r, "(", "the types are missing: SYMBOL(double,string)->double is wanted");
}

bool signature_read(const char *text, struct signature *ret_signature, struct buf *why)
{
    struct signature s = { .count = 0 };
    struct reader r = { .at = text, .why = why };
    read_function(&r, &s);
    if (!r.failed) {
        read_arguments(&r, &s);
    }
    if (!r.failed) {
        read_result(&r, &s);
    }
    if (r.failed) {
        signature_release(&s);
        return false;
    }
    *ret_signature = s;
    return true;
}

void signature_release(struct signature *s)
{
    memory_release(s->library);
    memory_release(s->symbol);
    *s = (struct signature){ .count = 0 };
}
