#include "compiler/base/diag.h"

#include <asl/tree.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/excerpt.h"
#include "compiler/base/message.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

enum {
    ARGUMENTS_MAX = 10,
    ARGUMENT_BYTES = 500,
    SLOTS = 32768, /* a power of 2, well above DIAG_KEPT_MAX */
};

static const struct message_row rows[DIAG_CODES] = {
#define DIAG(name, slug, severity, aws_code, text, aws_text)                                   \
    [DIAG_##name] = { slug, DIAG_##severity, aws_code, text, aws_text },
#include "compiler/base/diag.def"
#undef DIAG
};

struct suppression {
    const char *slug_or_code;
    const char *start; /* how a message about the state begins, or NULL for all states */
    bool warnings_only;
    struct suppression *next;
};

struct diag {
    struct arena *arena;
    struct message_origin *origin;
    struct message **kept;
    size_t count, room;
    struct message *last; /* what was said last; NULL if it was not kept */
    size_t echoes;        /* of `count` */
    size_t dropped;
    size_t errors;
    size_t suppressed_errors;
    uint16_t *slots; /* [SLOTS] index + 1 of a message by its hash; 0 if the slot is free */
    struct suppression *suppressions;
    bool is_mute, errors_only;
    bool warnings_are_errors;
};

struct diag *diag_new(struct arena *a)
{
    struct diag *d = arena_get(a, sizeof *d);
    d->arena = a;
    d->origin = arena_get(a, sizeof *d->origin);
    return d;
}

void diag_source(struct diag *d, const struct source *s)
{
    if (d->origin->source != s) {
        struct message_origin *o = arena_get(d->arena, sizeof *o);
        *o = (struct message_origin){ .source = s, .order = d->origin->order + 1 };
        d->origin = o;
    }
}

void diag_document(struct diag *d, diag_locate *locate, const void *doc)
{
    d->origin->locate = locate;
    d->origin->doc = doc;
}

void diag_mute(struct diag *d, bool mute)
{
    d->is_mute = mute;
}

void diag_errors_only(struct diag *d, bool errors_only)
{
    d->errors_only = errors_only;
}

void diag_warnings_are_errors(struct diag *d)
{
    d->warnings_are_errors = true;
}

size_t diag_errors(const struct diag *d)
{
    return d->errors;
}

size_t diag_count(const struct diag *d)
{
    return d->count - d->echoes + d->dropped;
}

bool diag_has_error(const struct diag *d, struct span at)
{
    bool has = false;
    for (size_t i = 0; i < d->count && !has; i++) {
        const struct message *m = d->kept[i];
        has = m->severity == DIAG_ERROR && !m->is_global && m->origin == d->origin &&
              m->at.start <= at.start && at.end <= m->at.end;
    }
    return has;
}

size_t diag_suppressed_errors(const struct diag *d)
{
    return d->suppressed_errors;
}

static bool is_of(const struct message_row *r, const char *slug_or_code)
{
    return strcmp(r->slug, slug_or_code) == 0 || strcmp(message_aws_code(r), slug_or_code) == 0;
}

static bool suppress(struct diag *d, const char *what, bool warnings_only)
{
    struct suppression *s = arena_get(d->arena, sizeof *s);
    const char *colon = strchr(what, ':');
    s->warnings_only = warnings_only;
    s->slug_or_code =
        arena_text_n(d->arena, what, colon ? (size_t)(colon - what) : strlen(what));
    if (colon != NULL) {
        s->start = arena_print(d->arena, "state '%s'", colon + 1);
    }
    s->next = d->suppressions;
    d->suppressions = s;
    for (size_t i = 0; i < DIAG_CODES; i++) {
        if (is_of(&rows[i], s->slug_or_code)) {
            return true;
        }
    }
    return false;
}

bool diag_suppress(struct diag *d, const char *slug_or_code)
{
    return suppress(d, slug_or_code, false);
}

bool diag_suppress_warning(struct diag *d, const char *slug_or_code)
{
    return suppress(d, slug_or_code, true);
}

static bool is_suppressed(const struct diag *d, const struct message_row *r, const char *text)
{
    for (const struct suppression *s = d->suppressions; s != NULL; s = s->next) {
        if (is_of(r, s->slug_or_code) && !(s->warnings_only && r->severity == DIAG_ERROR) &&
            (s->start == NULL || strncmp(text, s->start, strlen(s->start)) == 0)) {
            return true;
        }
    }
    return false;
}

static void put_argument(struct buf *out, const char *text, bool for_terminal)
{
    size_t size = text_cut(text, strnlen(text, ARGUMENT_BYTES + 1), ARGUMENT_BYTES);
    if (for_terminal) {
        excerpt_put_text(out, text, size);
    } else {
        buf_put(out, text, size);
    }
    if (text[size] != '\0') {
        buf_text(out, "...");
    }
}

struct arguments {
    const char *of[ARGUMENTS_MAX];
    size_t count;
};

static struct arguments arguments_of(va_list list)
{
    struct arguments args = { .count = 0 };
    const char *next;
    while (args.count < ARGUMENTS_MAX && (next = va_arg(list, const char *)) != NULL) {
        args.of[args.count++] = next;
    }
    return args;
}

/* `text` with its {0} {1} ... filled; any other brace is itself. */
static const char *fill(struct arena *a, const char *text, const struct arguments *args,
                        bool for_terminal)
{
    struct buf out = { 0 };
    while (*text != '\0') {
        size_t index =
            (size_t)(text[0] == '{' && text[1] >= '0' && text[1] <= '9' ? text[1] - '0' : 10);
        if (index < args->count && text[2] == '}') {
            put_argument(&out, args->of[index], for_terminal);
            text += 3;
        } else {
            buf_char(&out, *text++);
        }
    }
    const char *filled = arena_text_n(a, buf_string(&out), out.size);
    buf_release(&out);
    return filled;
}

static uint32_t hash_bytes(uint32_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * UINT32_C(16777619);
    }
    return hash;
}

static bool is_same(const struct message *a, const struct message *b)
{
    return a->code == b->code && a->origin == b->origin && a->is_global == b->is_global &&
           a->at.start == b->at.start && a->at.end == b->at.end &&
           strcmp(a->text, b->text) == 0;
}

/* Its slot: one that holds the same message already, or a free one. */
static uint16_t *slot_of(struct diag *d, const struct message *m)
{
    if (d->slots == NULL) {
        d->slots = arena_array(d->arena, SLOTS, sizeof *d->slots);
    }
    uint32_t hash = hash_bytes(UINT32_C(2166136261), m->text, strlen(m->text));
    hash = hash_bytes(hash, &m->at.start, sizeof m->at.start);
    while (true) {
        uint16_t *slot = &d->slots[hash++ % SLOTS];
        if (*slot == 0 || is_same(d->kept[*slot - 1], m)) {
            return slot;
        }
    }
}

static void keep(struct diag *d, const struct message *m)
{
    if (d->count == d->room) {
        size_t room = d->room == 0 ? 64 : d->room * 2;
        struct message **kept = arena_array(d->arena, room, sizeof(struct message *));
        if (d->count > 0) {
            memcpy(kept, d->kept, d->count * sizeof(struct message *));
        }
        d->kept = kept;
        d->room = room;
    }
    d->kept[d->count] = arena_get(d->arena, sizeof *m);
    *d->kept[d->count] = *m;
    d->kept[d->count]->order = d->count;
    d->last = d->kept[d->count++];
}

static void count_message(struct diag *d, const struct message *m)
{
    d->echoes += m->is_echo;
    d->errors += !m->is_echo && m->severity == DIAG_ERROR;
}

static void drop(struct diag *d, const struct message *m)
{
    if (!m->is_echo) {
        d->dropped++;
        count_message(d, m);
    }
}

/* Keeps `m`, of which the code, the place and the hint are known. */
static void add(struct diag *d, struct message *m, const struct arguments *args)
{
    const struct message_row *r = &rows[m->code];
    bool is_full = d->count == DIAG_KEPT_MAX;
    m->severity = d->warnings_are_errors ? DIAG_ERROR : r->severity;
    if (d->errors_only && m->severity == DIAG_WARNING) {
        return;
    }
    if (is_full && d->suppressions == NULL) {
        drop(d, m);
        return;
    }
    m->aws_text = fill(d->arena, r->text, args, false);
    if (is_suppressed(d, r, m->aws_text)) {
        d->suppressed_errors += r->severity == DIAG_ERROR && !m->is_echo;
        return;
    }
    if (is_full) {
        drop(d, m);
        return;
    }
    if (r->aws_text != NULL) {
        m->aws_text = fill(d->arena, r->aws_text, args, false);
    }
    m->text = fill(d->arena, r->text, args, true);
    m->row = r;
    m->origin = d->origin;
    uint16_t *slot = slot_of(d, m);
    if (*slot == 0) {
        keep(d, m);
        *slot = (uint16_t)d->count;
        count_message(d, m);
    }
}

/* What stands for a ${NAME} at the place, for want of a better hint. A text that cannot be read
 * may be wrong because of a value before. Returns NULL if nothing was filled in there. */
static const char *filled_hint(const struct diag *d, const struct message *m)
{
    const struct source *s = d->origin->source;
    const char *hint = NULL;
    if (s != NULL && s->piece_count > 0 && !m->is_global) {
        struct buf text = { 0 };
        const char *slug = rows[m->code].slug;
        bool is_of_text = strncmp(slug, "json-", 5) == 0 || strncmp(slug, "yaml-", 5) == 0;
        if (source_put_filled(&text, s, m->at, is_of_text)) {
            hint = arena_text_n(d->arena, buf_string(&text), text.size);
        }
        buf_release(&text);
    }
    return hint;
}

/* Whatever is known of `m` already, the rest is in what the caller was given. The hint is shown
 * as a terminal may see it; NULL stays NULL. */
static void say(struct diag *d, struct message m, const char *hint, va_list list)
{
    d->last = NULL;
    if (d->is_mute) {
        return;
    }
    hint = hint == NULL ? filled_hint(d, &m) : hint;
    struct arguments args = arguments_of(list), hints = { { hint }, 1 };
    m.hint = hint == NULL ? NULL : fill(d->arena, "{0}", &hints, true);
    add(d, &m, &args);
}

void diag_say(struct diag *d, enum diag_code code, struct span at, ...)
{
    va_list list;
    va_start(list, at);
    say(d, (struct message){ .code = code, .at = at, .within = at.start }, NULL, list);
    va_end(list);
}

void diag_hint(struct diag *d, enum diag_code code, struct span at, const char *hint, ...)
{
    va_list list;
    va_start(list, hint);
    say(d, (struct message){ .code = code, .at = at, .within = at.start }, hint, list);
    va_end(list);
}

void diag_say_within(struct diag *d, enum diag_code code, struct span at, struct span within,
                     const char *hint, ...)
{
    va_list list;
    va_start(list, hint);
    say(d, (struct message){ .code = code, .at = at, .within = within.start }, hint, list);
    va_end(list);
}

void diag_echo(struct diag *d, enum diag_code code, struct span at, ...)
{
    struct message m = { .code = code, .at = at, .within = at.start, .is_echo = true };
    va_list list;
    va_start(list, at);
    say(d, m, NULL, list);
    va_end(list);
}

void diag_global(struct diag *d, enum diag_code code, ...)
{
    va_list list;
    va_start(list, code);
    say(d, (struct message){ .code = code, .is_global = true }, NULL, list);
    va_end(list);
}

void diag_meant(struct diag *d, const char *word, const char *whole)
{
    if (d->last != NULL && word != NULL) {
        struct arguments args = { { word }, 1 };
        d->last->meant = arena_text(d->arena, whole != NULL ? whole : word);
        d->last->hint = fill(d->arena, "did you mean '{0}'?", &args, true);
    }
}

void diag_beside(struct diag *d, struct span other)
{
    if (d->last != NULL) {
        d->last->beside = other;
        d->last->has_beside = true;
    }
}

/* ---- For those who print them ---- */

const char *message_aws_code(const struct message_row *r)
{
    return r->aws_code + (r->aws_code[0] == '-');
}

void message_put(struct buf *out, const struct message *m)
{
    buf_text(out, m->text);
    if (m->hint != NULL) {
        buf_print(out, ": %s", m->hint);
    }
}

int message_compare(const void *left, const void *right)
{
    const struct message *a = *(const struct message *const *)left;
    const struct message *b = *(const struct message *const *)right;
    if (a->origin->order != b->origin->order) {
        return a->origin->order < b->origin->order ? -1 : 1;
    }
    if (a->is_global != b->is_global) {
        return a->is_global ? 1 : -1;
    }
    if (a->at.start != b->at.start) {
        return a->at.start < b->at.start ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

size_t message_dropped(const struct diag *d)
{
    return d->dropped;
}

struct message **message_list(const struct diag *d, message_order *by, bool echoes,
                              size_t *ret_count)
{
    struct message **list = memory_array(d->count, sizeof(struct message *));
    size_t count = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (echoes || !d->kept[i]->is_echo) {
            list[count++] = d->kept[i];
        }
    }
    if (count > 0) {
        qsort(list, count, sizeof(struct message *), by);
    }
    *ret_count = count;
    return list;
}
