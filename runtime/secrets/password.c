#include "runtime/secrets/password.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/secrets/keep.h"
#include "runtime/service/ask.h"
#include "runtime/value/value.h"

#define LENGTH     32
#define LENGTH_MAX 4096
#define KINDS      5

/* The kinds of characters, and the member that leaves one out, or for the last takes it in. */
static const struct {
    const char *member, *characters;
} kinds[KINDS] = {
    { "ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz" },
    { "ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { "ExcludeNumbers", "0123456789" },
    { "ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" },
    { "IncludeSpace", " " },
};

static bool says(struct ask *a, const char *member, bool otherwise)
{
    struct value *is = NULL;
    return value_member(a->request, member, &is) && !value_is_null(is) ? value_is_true(is)
                                                                       : otherwise;
}

/* Appends the kind's characters that are allowed. */
static void put_kind(struct ask *a, size_t kind, struct buf *out)
{
    const char *excluded = value_member_text(a->request, "ExcludeCharacters");
    bool is_wanted = says(a, kinds[kind].member, false) == (kind == KINDS - 1);
    for (const char *c = kinds[kind].characters; is_wanted && *c != '\0'; c++) {
        if (excluded == NULL || strchr(excluded, *c) == NULL) {
            buf_char(out, *c);
        }
    }
}

static char pick(struct ask *a, const struct buf *from)
{
    return from->text[random_below(a->random, from->size)];
}

/* One of each kind first, then any; and all of it in another order. */
static void put_password(struct ask *a, const struct buf each[KINDS], const struct buf *all,
                         size_t length, struct buf *out)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (each[i].size > 0 && says(a, "RequireEachIncludedType", true)) {
            buf_char(out, pick(a, &each[i]));
        }
    }
    while (out->size < length) {
        buf_char(out, pick(a, all));
    }
    for (size_t i = out->size - 1; i > 0; i--) {
        size_t other = (size_t)random_below(a->random, i + 1);
        char c = out->text[i];
        out->text[i] = out->text[other];
        out->text[other] = c;
    }
}

static void make(struct ask *a, int64_t length)
{
    struct buf each[KINDS] = { { 0 } }, all = { 0 }, password = { 0 };
    int64_t least = 0;
    for (size_t i = 0; i < KINDS; i++) {
        put_kind(a, i, &each[i]);
        buf_put(&all, buf_string(&each[i]), each[i].size);
        least += each[i].size > 0;
    }
    if (all.size == 0) {
        ask_fail_value(a, "No characters are left that the password could be made of.");
    } else if (length < least && says(a, "RequireEachIncludedType", true)) {
        ask_fail_value(a,
                       "The password length must be at least %lld, so that it can have a "
                       "character of each included type.",
                       (long long)least);
    } else {
        struct value *body = value_object();
        put_password(a, each, &all, (size_t)length, &password);
        value_set_text(&body, "RandomPassword", buf_string(&password));
        keep_answer(a, body);
    }
    for (size_t i = 0; i < KINDS; i++) {
        buf_release(&each[i]);
    }
    buf_release(&all);
    buf_release(&password);
}

void password_make(struct ask *a)
{
    int64_t length;
    if (!ask_int(a, a->request, "PasswordLength", LENGTH, &length)) {
        return;
    }
    if (length < 1 || length > LENGTH_MAX) {
        ask_fail_value(a, "The password length must be between 1 and %d.", LENGTH_MAX);
    } else {
        make(a, length);
    }
}
