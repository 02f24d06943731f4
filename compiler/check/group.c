#include "compiler/check/group.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/checker.h"
#include "compiler/check/resource.h"
#include "compiler/read/field.h"
#include "compiler/read/form.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

#define LABEL_MOST 40

/* AWS speaks of the object that holds both. */
static void say_exclude(const struct checker *c, const struct state *s,
                        const struct doc_node *a, const struct doc_node *b)
{
    diag_say_within(c->diag, DIAG_FIELDS_EXCLUDE, b->name_span, form_place(b->parent), NULL,
                    s->where, arena_print(c->arena, "%s, %s", a->name, b->name), NULL);
}

/* Of each pair at most one may stand. */
static void check_pairs(const struct checker *c, const struct state *s)
{
    static const enum field pairs[][2] = {
        { FIELD_ERROR, FIELD_ERROR_PATH },
        { FIELD_CAUSE, FIELD_CAUSE_PATH },
        { FIELD_TIMEOUT_S, FIELD_TIMEOUT_PATH },
        { FIELD_HEARTBEAT_S, FIELD_HEARTBEAT_PATH },
        { FIELD_ITEM_PROCESSOR, FIELD_ITERATOR },
        { FIELD_ITEM_SELECTOR, FIELD_PARAMETERS },
        { FIELD_MAX_CONCURRENCY, FIELD_MAX_CONCURRENCY_PATH },
        { FIELD_TOLERATED_COUNT, FIELD_TOLERATED_COUNT_PATH },
        { FIELD_TOLERATED_PERCENT, FIELD_TOLERATED_PERCENT_PATH },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct doc_node *a = s->field[pairs[i][0]];
        const struct doc_node *b = s->field[pairs[i][1]];
        if (a != NULL && b != NULL) {
            say_exclude(c, s, a, b);
        }
    }
}

/* Exactly one of Next and End (G-02); "End": false says nothing. */
static void check_way_on(const struct checker *c, const struct state *s)
{
    const struct doc_node *next = s->field[FIELD_NEXT];
    const struct doc_node *end = s->field[FIELD_END];
    if (next != NULL && end != NULL && end->type != DOC_FALSE) {
        say_exclude(c, s, next, end);
    }
    bool says_end =
        field_written(s->node, FIELD_END) && !(end != NULL && end->type == DOC_FALSE);
    if (!field_written(s->node, FIELD_NEXT) && !says_end) {
        diag_say(c->diag, DIAG_FIELD_MISSING, form_place(s->node), s->where, "Next", NULL);
    }
}

/* Wait has exactly one of its four (W-01). */
static void check_wait(const struct checker *c, const struct state *s)
{
    static const enum field ways[] = { FIELD_SECONDS_PATH, FIELD_SECONDS, FIELD_TIMESTAMP_PATH,
                                       FIELD_TIMESTAMP };
    const struct doc_node *last = NULL;
    size_t given = 0, written = 0;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct doc_node *f = s->field[ways[i]];
        written += field_written(s->node, ways[i]);
        given += f != NULL;
        if (f != NULL && (last == NULL || f->span.start > last->span.start)) {
            last = f;
        }
    }
    if (written == 0 || given > 1) {
        const char *list = s->dialect == DIALECT_JSONATA
                               ? "Seconds, Timestamp"
                               : "SecondsPath, Seconds, TimestampPath, Timestamp";
        diag_say_within(c->diag, DIAG_WAIT_UNTIL,
                        written == 0 ? form_place(s->node) : last->name_span,
                        form_place(s->node), NULL, s->where, list, NULL);
    }
}

/* A number that stands as such; one that is computed or yet to be filled is not known. */
static bool literal(const struct doc_node *n, double *ret)
{
    if (n == NULL || n->type != DOC_NUMBER) {
        return false;
    }
    *ret = number_read(n->text, n->text_size).real;
    return true;
}

static void check_credentials(const struct checker *c, const struct state *s)
{
    const struct doc_node *k = s->field[FIELD_CREDENTIALS];
    if (k == NULL || k->type != DOC_OBJECT || doc_member(k, "RoleArn") != NULL ||
        (s->dialect == DIALECT_JSONPATH && doc_member(k, "RoleArn.$") != NULL)) {
        return;
    }
    /* Measured in JSONata only; the language's own text leaves a JSONPath state's credentials
     * free. */
    diag_say(c->diag, s->dialect == DIALECT_JSONATA ? DIAG_ROLE_MISSING : DIAG_ROLE_ABSENT,
             k->name_span, s->where, NULL);
}

static void check_task(const struct checker *c, const struct state *s)
{
    double timeout, heartbeat;
    if (literal(s->field[FIELD_TIMEOUT_S], &timeout) &&
        literal(s->field[FIELD_HEARTBEAT_S], &heartbeat) && heartbeat >= timeout) {
        diag_say(c->diag, DIAG_HEARTBEAT_ORDER, s->field[FIELD_HEARTBEAT_S]->span, s->where,
                 NULL);
    }
    check_credentials(c, s);
}

/* Retriers and catchers. */

static void check_names(const struct checker *c, const struct state *s,
                        const struct doc_node *names, const char *list, bool is_last)
{
    for (const struct doc_node *n = names == NULL ? NULL : names->first; n != NULL;
         n = n->next) {
        if (!doc_is_text(n, "States.ALL")) {
            continue;
        }
        if (names->count > 1) {
            diag_say(c->diag, DIAG_ALL_ALONE, n->span, s->where, NULL);
        } else if (!is_last) {
            diag_say(c->diag, DIAG_ALL_LAST, n->span, s->where, list, NULL);
        }
        return;
    }
}

static void check_handlers(const struct checker *c, const struct state *s)
{
    for (const struct retrier *r = s->retriers; r != NULL; r = r->next) {
        double interval = 1, most;
        check_names(c, s, r->field[FIELD_ERROR_EQUALS], "Retry", r->next == NULL);
        bool known = r->field[FIELD_INTERVAL_S] == NULL ||
                     literal(r->field[FIELD_INTERVAL_S], &interval);
        if (known && literal(r->field[FIELD_MAX_DELAY_S], &most) && most <= interval) {
            diag_say(c->diag, DIAG_DELAY_ORDER, r->field[FIELD_MAX_DELAY_S]->span, s->where,
                     NULL);
        }
    }
    for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
        check_names(c, s, k->field[FIELD_ERROR_EQUALS], "Catch", k->next == NULL);
    }
}

/* Rules. */

static bool has_unknown_field(const struct rule *r)
{
    struct field_test test;
    for (const struct doc_node *m = r->node->first; m != NULL; m = m->next) {
        if (field_find(m->name, m->name_size) == NULL &&
            !field_find_test(m->name, m->name_size, &test)) {
            return true;
        }
    }
    return false;
}

/* A comparator with a slip of the pen is reported as an unknown field already. */
static void check_rules(const struct checker *c, const struct state *s,
                        const struct rule *first)
{
    for (const struct rule *r = first; r != NULL; r = r->next) {
        bool is_wrong = r->tests > 1 || (r->tests == 0 && !has_unknown_field(r));
        if (s->dialect == DIALECT_JSONPATH && is_wrong) {
            diag_say(c->diag, DIAG_RULE_TESTS, form_place(r->node), s->where,
                     r->tests == 0 ? "none" : arena_print(c->arena, "%zu", r->tests), NULL);
        }
        check_rules(c, s, r->first);
    }
}

/* A Map and its parts. */

static void check_part_pair(const struct checker *c, const struct state *s,
                            const struct doc_node *part, const char *a, const char *b)
{
    const struct doc_node *first = part == NULL ? NULL : doc_member(part, a);
    const struct doc_node *second = part == NULL ? NULL : doc_member(part, b);
    if (first != NULL && second != NULL && s->dialect == DIALECT_JSONPATH) {
        say_exclude(c, s, first, second);
    }
}

static void require_part(const struct checker *c, const struct state *s,
                         const struct doc_node *part, const char *word)
{
    bool is_object = part != NULL && part->type == DOC_OBJECT; /* else it is refused already */
    if (is_object && doc_member(part, word) == NULL) {
        diag_say(c->diag, DIAG_FIELD_MISSING, form_place(part), s->where, word, NULL);
    }
}

/* AWS reads more than the runtime does (DM-06). */
static void check_format(const struct checker *c, const struct state *s,
                         const struct doc_node *input_type)
{
    if (input_type != NULL && doc_is_text(input_type, "PARQUET") && state_is_distributed(s)) {
        diag_say(c->diag, DIAG_READER_FORMAT, input_type->span, s->where, NULL);
    }
}

/* Names of columns are given where the config says so, and nowhere else (DM-07). */
static void check_headers(const struct checker *c, const struct state *s,
                          const struct doc_node *config)
{
    const struct doc_node *location = doc_member(config, "CSVHeaderLocation");
    const struct doc_node *headers = doc_member(config, "CSVHeaders");
    bool first_row = location == NULL || doc_is_text(location, "FIRST_ROW");
    if (headers != NULL && first_row) {
        diag_say(c->diag, DIAG_READER_HEADERS, headers->name_span, s->where,
                 "these are passed over for the first row", NULL);
    } else if (headers == NULL && location != NULL && doc_is_text(location, "GIVEN")) {
        diag_say(c->diag, DIAG_READER_HEADERS, location->span, s->where,
                 "without them this Map will fail when it runs", NULL);
    }
}

static void check_reader(const struct checker *c, const struct state *s)
{
    const struct doc_node *reader = s->field[FIELD_ITEM_READER];
    if (reader == NULL) {
        return;
    }
    const struct doc_node *resource = doc_member(reader, "Resource");
    const struct doc_node *config = doc_member(reader, "ReaderConfig");
    require_part(c, s, reader, "Resource");
    resource_check_data(
        c, s, resource, "s3:getObject s3:listObjectsV2",
        "an ItemReader reads by arn:aws:states:::s3:getObject or s3:listObjectsV2");
    check_part_pair(c, s, config, "MaxItems", "MaxItemsPath");
    if (resource != NULL && resource->type == DOC_STRING &&
        strstr(resource->text, ":s3:getObject") != NULL) {
        require_part(c, s, reader, "ReaderConfig");
        require_part(c, s, config, "InputType");
    }
    if (config != NULL) {
        check_format(c, s, doc_member(config, "InputType"));
        check_headers(c, s, config);
    }
}

static void check_batcher(const struct checker *c, const struct state *s)
{
    static const char *const sizes[] = { "MaxItemsPerBatch", "MaxItemsPerBatchPath",
                                         "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath" };
    const struct doc_node *batcher = s->field[FIELD_ITEM_BATCHER];
    size_t given = 0;
    if (batcher == NULL) {
        return;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        given += doc_member(batcher, sizes[i]) != NULL;
    }
    if (given == 0) {
        diag_say(c->diag, DIAG_FIELD_MISSING, batcher->name_span, s->where, "MaxItemsPerBatch",
                 NULL);
    }
    check_part_pair(c, s, batcher, sizes[0], sizes[1]);
    check_part_pair(c, s, batcher, sizes[2], sizes[3]);
}

/* A WriterConfig may stand alone; where to write is a Resource with its arguments (DM-14). */
static void check_writer(const struct checker *c, const struct state *s)
{
    const struct doc_node *writer = s->field[FIELD_RESULT_WRITER];
    if (writer == NULL) {
        return;
    }
    const char *arguments = s->dialect == DIALECT_JSONATA ? "Arguments" : "Parameters";
    const struct doc_node *resource = doc_member(writer, "Resource");
    bool writes = resource != NULL || doc_member(writer, arguments) != NULL;
    if (writes || doc_member(writer, "WriterConfig") == NULL) {
        require_part(c, s, writer, "Resource");
    }
    if (resource != NULL) {
        require_part(c, s, writer, arguments);
    }
    resource_check_data(c, s, resource, "s3:putObject",
                        "a ResultWriter writes by arn:aws:states:::s3:putObject");
}

static void say_distributed(const struct checker *c, const struct state *s,
                            const struct doc_node *field, const char *more)
{
    if (field != NULL) {
        diag_say(c->diag, DIAG_FIELD_DISTRIBUTED, field->name_span, s->where, field->name, more,
                 NULL);
    }
}

/* What an inline Map cannot do fails when it runs (MP-16); tolerance is taken and does nothing
 * (MP-11, MP-13); what only names or runs children is documented to be refused (MP-02, MP-16).
 */
static void check_inline(const struct checker *c, const struct state *s,
                         const struct doc_node *config)
{
    static const enum field fails[] = { FIELD_ITEM_READER, FIELD_ITEM_BATCHER,
                                        FIELD_RESULT_WRITER };
    static const enum field idle[] = { FIELD_TOLERATED_COUNT, FIELD_TOLERATED_COUNT_PATH,
                                       FIELD_TOLERATED_PERCENT, FIELD_TOLERATED_PERCENT_PATH };
    static const char refused[] = ", and AWS may refuse it";
    for (size_t i = 0; i < sizeof fails / sizeof fails[0]; i++) {
        const struct doc_node *f = s->field[fails[i]];
        if (f != NULL) {
            diag_say(c->diag, DIAG_FIELD_INLINE, f->name_span, s->where, f->name, NULL);
        }
    }
    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++) {
        say_distributed(c, s, s->field[idle[i]],
                        ", and the first item that fails ends the Map");
    }
    say_distributed(c, s, s->field[FIELD_LABEL], refused);
    say_distributed(c, s, config == NULL ? NULL : doc_member(config, "ExecutionType"), refused);
}

/* A Mode that is yet to be filled, or written wrongly, may be meant to be the other. */
static bool is_inline(const struct doc_node *config)
{
    const struct doc_node *mode = config == NULL ? NULL : doc_member(config, "Mode");
    return mode == NULL || doc_is_text(mode, "INLINE");
}

static void check_processor(const struct checker *c, const struct state *s)
{
    const struct doc_node *config =
        s->processor == NULL ? NULL : s->processor->field[FIELD_PROCESSOR_CONFIG];
    if (state_is_distributed(s)) {
        require_part(c, s, config, "ExecutionType");
        resource_check_express(c, s, doc_member(config, "Mode")->span, ARN_LACKS_MAP);
    } else if (s->processor != NULL && is_inline(config)) {
        check_inline(c, s, config);
    }
}

/* DM-04: what cannot be a part of an ARN. */
static bool is_label(const struct doc_node *n)
{
    size_t count = 0;
    for (size_t i = 0; i < n->text_size; i++) {
        unsigned char b = (unsigned char)n->text[i];
        unsigned char follows = i + 1 < n->text_size ? (unsigned char)n->text[i + 1] : 0;
        bool control = b < 0x21 || b == 0x7F || (b == 0xC2 && follows < 0xA1);
        if (control || strchr("?*<>{}[]:;,\\|^~$#%&`\"", b) != NULL) {
            return false;
        }
        count += !text_is_tail(n->text[i]);
    }
    return count <= LABEL_MOST;
}

static void check_map(const struct checker *c, const struct state *s)
{
    const struct doc_node *label = s->field[FIELD_LABEL];
    if (label != NULL && !shape_is_open(label) && !is_label(label)) {
        diag_say(c->diag, DIAG_LABEL_INVALID, label->span, s->where, NULL);
    }
    check_reader(c, s);
    check_batcher(c, s);
    check_writer(c, s);
    check_processor(c, s);
}

void group_check(const struct checker *c, const struct state *s)
{
    if (!s->type_known) {
        return;
    }
    check_pairs(c, s);
    if (field_has_owner(field_row(FIELD_END), field_owner(s->type))) {
        check_way_on(c, s);
    }
    check_handlers(c, s);
    check_rules(c, s, s->rules);
    if (s->type == ASL_WAIT) {
        check_wait(c, s);
    } else if (s->type == ASL_TASK) {
        check_task(c, s);
    } else if (s->type == ASL_MAP) {
        check_map(c, s);
    }
}
