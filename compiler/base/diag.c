#include "compiler/base/diag.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/excerpt.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

enum {
    ARGUMENTS_MAX = 10,
    ARGUMENT_BYTES = 500,
    LOCATION_BYTES = 16 * 1024,
    SLOTS = 32768,     /* a power of 2, well above DIAG_KEPT_MAX */
    SHOWN_BYTES = 500, /* of a text that is no JSON */
};

struct row {
    const char *slug;
    enum diag_severity severity;
    const char *aws_code; /* may begin with '-' */
    const char *text;
    const char *aws_text; /* or NULL */
};

static const struct row rows[DIAG_CODES] = {
#define DIAG(name, slug, severity, aws_code, text, aws_text)                                   \
    [DIAG_##name] = { slug, DIAG_##severity, aws_code, text, aws_text },
#include "compiler/base/diag.def"
#undef DIAG
};

struct message {
    enum diag_code code;
    enum diag_severity severity;
    const struct source *source; /* or NULL */
    size_t source_order;
    bool is_global;
    struct span at;
    uint32_t within;      /* where AWS's location begins */
    const char *text;     /* fit for a terminal */
    const char *aws_text; /* as it is; ours where AWS's is not known */
    const char *hint;     /* or NULL; fit for a terminal */
    size_t order;
};

struct suppression {
    const char *slug_or_code;
    const char *start; /* how a message about the state begins, or NULL: of all states */
    bool warnings_only;
    struct suppression *next;
};

struct diag {
    struct arena *arena;
    const struct source *source;
    size_t source_order;
    struct message **kept;
    size_t count, room;
    size_t dropped;
    size_t errors;
    size_t suppressed_errors;
    uint16_t *slots; /* [SLOTS] index + 1 of a message by its hash; 0: free */
    struct suppression *suppressions;
    bool is_mute;
    bool warnings_are_errors;
};

struct diag *diag_new(struct arena *a)
{
    struct diag *d = arena_get(a, sizeof *d);
    d->arena = a;
    return d;
}

void diag_source(struct diag *d, const struct source *s)
{
    if (d->source != s) {
        d->source = s;
        d->source_order++;
    }
}

void diag_mute(struct diag *d, bool mute)
{
    d->is_mute = mute;
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
    return d->count + d->dropped;
}

size_t diag_suppressed_errors(const struct diag *d)
{
    return d->suppressed_errors;
}

static const char *aws_code(const struct row *r)
{
    return r->aws_code + (r->aws_code[0] == '-');
}

static bool is_of(const struct row *r, const char *slug_or_code)
{
    return strcmp(r->slug, slug_or_code) == 0 || strcmp(aws_code(r), slug_or_code) == 0;
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

static bool is_suppressed(const struct diag *d, const struct row *r, const char *text)
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
    return a->code == b->code && a->source == b->source && a->is_global == b->is_global &&
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
    d->count++;
}

static void count_error(struct diag *d, enum diag_severity severity)
{
    if (severity == DIAG_ERROR) {
        d->errors++;
    }
}

static void drop(struct diag *d, enum diag_severity severity)
{
    d->dropped++;
    count_error(d, severity);
}

/* Keeps `m`, of which the code, the place and the hint are known. */
static void add(struct diag *d, struct message *m, const struct arguments *args)
{
    const struct row *r = &rows[m->code];
    bool is_full = d->count == DIAG_KEPT_MAX;
    m->severity = d->warnings_are_errors ? DIAG_ERROR : r->severity;
    if (is_full && d->suppressions == NULL) {
        drop(d, m->severity);
        return;
    }
    m->aws_text = fill(d->arena, r->text, args, false);
    if (is_suppressed(d, r, m->aws_text)) {
        d->suppressed_errors += r->severity == DIAG_ERROR;
        return;
    }
    if (is_full) {
        drop(d, m->severity);
        return;
    }
    if (r->aws_text != NULL) {
        m->aws_text = fill(d->arena, r->aws_text, args, false);
    }
    m->text = fill(d->arena, r->text, args, true);
    m->source = d->source;
    m->source_order = d->source_order;
    uint16_t *slot = slot_of(d, m);
    if (*slot == 0) {
        keep(d, m);
        *slot = (uint16_t)d->count;
        count_error(d, m->severity);
    }
}

void diag_say(struct diag *d, enum diag_code code, struct span at, ...)
{
    if (d->is_mute) {
        return;
    }
    va_list list;
    va_start(list, at);
    struct arguments args = arguments_of(list);
    va_end(list);
    add(d, &(struct message){ .code = code, .at = at, .within = at.start }, &args);
}

void diag_say_within(struct diag *d, enum diag_code code, struct span at, struct span within,
                     ...)
{
    if (d->is_mute) {
        return;
    }
    va_list list;
    va_start(list, within);
    struct arguments args = arguments_of(list);
    va_end(list);
    add(d, &(struct message){ .code = code, .at = at, .within = within.start }, &args);
}

void diag_hint(struct diag *d, enum diag_code code, struct span at, const char *hint, ...)
{
    if (d->is_mute) {
        return;
    }
    va_list list;
    va_start(list, hint);
    struct arguments args = arguments_of(list);
    va_end(list);
    struct arguments hints = { { hint }, 1 };
    const char *shown = hint == NULL ? NULL : fill(d->arena, "{0}", &hints, true);
    add(d, &(struct message){ .code = code, .at = at, .within = at.start, .hint = shown },
        &args);
}

void diag_global(struct diag *d, enum diag_code code, ...)
{
    if (d->is_mute) {
        return;
    }
    va_list list;
    va_start(list, code);
    struct arguments args = arguments_of(list);
    va_end(list);
    add(d, &(struct message){ .code = code, .is_global = true }, &args);
}

static int compare(const void *left, const void *right)
{
    const struct message *a = *(const struct message *const *)left;
    const struct message *b = *(const struct message *const *)right;
    if (a->source_order != b->source_order) {
        return a->source_order < b->source_order ? -1 : 1;
    }
    if (a->is_global != b->is_global) {
        return a->is_global ? 1 : -1;
    }
    if (a->at.start != b->at.start) {
        return a->at.start < b->at.start ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

/* What AWS looks at first, and what only then. */
static int phase_of(const struct message *m)
{
    bool is_last = m->code == DIAG_STATE_UNREACHABLE || m->code == DIAG_NO_END ||
                   m->code == DIAG_NO_END_INSIDE;
    return m->is_global ? 3 : is_last ? 2 : m->code == DIAG_NEXT_UNKNOWN ? 1 : 0;
}

static int compare_as_aws(const void *left, const void *right)
{
    const struct message *a = *(const struct message *const *)left;
    const struct message *b = *(const struct message *const *)right;
    if (a->source_order == b->source_order && phase_of(a) != phase_of(b)) {
        return phase_of(a) < phase_of(b) ? -1 : 1;
    }
    return compare(left, right);
}

typedef int order(const void *left, const void *right);

/* The messages in order. New. */
static struct message **sorted(const struct diag *d, order *by)
{
    struct message **list = memory_array(d->count, sizeof(struct message *));
    if (d->count > 0) {
        memcpy(list, d->kept, d->count * sizeof(struct message *));
        qsort(list, d->count, sizeof(struct message *), by);
    }
    return list;
}

static void put_head(struct buf *out, const struct message *m, bool color)
{
    bool is_error = m->severity == DIAG_ERROR;
    const char *path = m->source == NULL ? "aslc" : m->source->path;
    if (strcmp(path, "-") == 0) {
        path = "<stdin>";
    }
    buf_text(out, color ? "\033[1m" : "");
    excerpt_put_text(out, path, strlen(path));
    if (m->source != NULL && !m->is_global) {
        struct source_place place = source_place(m->source, m->at.start);
        buf_print(out, ":%d:%d", place.line, place.column);
    }
    buf_text(out, ": ");
    buf_text(out, !color ? "" : is_error ? "\033[31m" : "\033[35m");
    buf_text(out, is_error ? "error:" : "warning:");
    buf_text(out, color ? "\033[0m \033[1m" : " ");
    buf_text(out, m->text);
    buf_text(out, color ? "\033[0m" : "");
    buf_print(out, " [%s]\n", rows[m->code].slug);
}

static void put_rest(struct buf *out, size_t errors, size_t warnings)
{
    if (errors + warnings > 0) {
        buf_print(out, "aslc: %zu more error%s and %zu more warning%s are not shown\n", errors,
                  errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    }
}

void diag_print_text(const struct diag *d, FILE *out, bool color)
{
    struct buf text = { 0 };
    struct message **list = sorted(d, compare);
    size_t shown[] = { [DIAG_ERROR] = 0, [DIAG_WARNING] = 0 };
    for (size_t i = 0; i < d->count; i++) {
        const struct message *m = list[i];
        if (shown[m->severity] == DIAG_SHOWN_MAX) {
            continue;
        }
        shown[m->severity]++;
        put_head(&text, m, color);
        if (m->source != NULL && !m->is_global) {
            excerpt_put_line(&text, m->source, m->at, m->hint, color);
        }
    }
    put_rest(&text, d->errors - shown[DIAG_ERROR],
             diag_count(d) - d->errors - shown[DIAG_WARNING]);
    fwrite(buf_string(&text), 1, text.size, out);
    buf_release(&text);
    memory_release(list);
}

/* Appends ,"key":"text". */
static void put_member(struct buf *out, const char *key, const char *text, size_t size)
{
    buf_print(out, ",\"%s\":", key);
    text_put_json(out, text, size);
}

typedef void locator(const void *doc, uint32_t offset, struct buf *location,
                     struct buf *pointer);

/* Where a message stands. */
struct place {
    struct buf location; /* AWS's; empty: none */
    struct buf pointer;
    bool has_pointer;
};

/* The text as AWS's reader shows it: its beginning, and how much more there is. */
static void put_source(struct buf *out, const struct source *s)
{
    size_t size = text_cut(s->text, s->size, SHOWN_BYTES);
    buf_text(out, "[Source: (String)\"");
    buf_put(out, s->text, size);
    buf_char(out, '"');
    if (size < s->size) {
        buf_print(out, "[truncated %zu chars]", s->size - size);
    }
}

static bool is_no_json(const struct message *m)
{
    return m->source != NULL && !m->is_global &&
           strcmp(rows[m->code].aws_code, "INVALID_JSON_DESCRIPTION") == 0;
}

static void find_place(const struct diag *d, const struct message *m, locator *locate,
                       const void *doc, struct place *p)
{
    buf_clear(&p->location);
    buf_clear(&p->pointer);
    p->has_pointer = locate != NULL && doc != NULL && !m->is_global && m->source == d->source;
    if (p->has_pointer) {
        locate(doc, m->at.start, &p->location, &p->pointer);
    }
    if (p->has_pointer && m->within != m->at.start) {
        struct buf pointer = { .limit = LOCATION_BYTES };
        buf_clear(&p->location);
        locate(doc, m->within, &p->location, &pointer);
        buf_release(&pointer);
    }
    if (is_no_json(m)) {
        struct source_place end = source_place(m->source, m->at.end);
        buf_clear(&p->location);
        put_source(&p->location, m->source);
        buf_print(&p->location, "; line: %d, column: %d]", end.line, end.column);
    }
    /* A place that is cut would be another place. */
    p->has_pointer = p->has_pointer && !p->location.full && !p->pointer.full;
    if (rows[m->code].aws_code[0] == '-' || p->location.full) {
        buf_clear(&p->location);
    }
}

static void put_aws_text(struct buf *out, const struct message *m, const struct place *p)
{
    struct buf text = { 0 };
    buf_text(&text, m->aws_text);
    if (is_no_json(m)) {
        buf_print(&text, "\n at %s", buf_string(&p->location));
    }
    put_member(out, "message", buf_string(&text), text.size);
    buf_release(&text);
}

static void put_message(struct buf *out, const struct message *m, const struct place *p)
{
    const struct row *r = &rows[m->code];
    buf_print(out, "{\"severity\":\"%s\"", m->severity == DIAG_ERROR ? "ERROR" : "WARNING");
    put_member(out, "code", aws_code(r), strlen(aws_code(r)));
    put_aws_text(out, m, p);
    if (p->location.size > 0) {
        put_member(out, "location", buf_string(&p->location), p->location.size);
    }
    put_member(out, "slug", r->slug, strlen(r->slug));
    if (p->has_pointer) {
        put_member(out, "pointer", buf_string(&p->pointer), p->pointer.size);
    }
    if (m->source != NULL) {
        put_member(out, "file", m->source->path, strlen(m->source->path));
        if (!m->is_global) {
            struct source_place place = source_place(m->source, m->at.start);
            buf_print(out, ",\"line\":%d,\"column\":%d", place.line, place.column);
        }
    }
    buf_char(out, '}');
}

void diag_print_json(const struct diag *d, FILE *out,
                     void (*locate)(const void *doc, uint32_t offset, struct buf *location,
                                    struct buf *pointer),
                     const void *doc)
{
    struct buf text = { 0 };
    struct place p = { .location = { .limit = LOCATION_BYTES },
                       .pointer = { .limit = LOCATION_BYTES } };
    struct message **list = sorted(d, compare_as_aws);
    buf_print(&text, "{\"result\":\"%s\",\"diagnostics\":[", d->errors > 0 ? "FAIL" : "OK");
    for (size_t i = 0; i < d->count; i++) {
        find_place(d, list[i], locate, doc, &p);
        buf_text(&text, i > 0 ? ",\n" : "\n");
        put_message(&text, list[i], &p);
        fwrite(buf_string(&text), 1, text.size, out);
        buf_clear(&text);
    }
    buf_print(&text, "%s]%s}\n", d->count > 0 ? "\n" : "",
              d->dropped > 0 ? ",\"truncated\":true" : "");
    fwrite(buf_string(&text), 1, text.size, out);
    buf_release(&p.location);
    buf_release(&p.pointer);
    buf_release(&text);
    memory_release(list);
}
