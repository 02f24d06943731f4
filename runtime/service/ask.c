#include "runtime/service/ask.h"

#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/answer.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

static void fail(struct ask *a, const char *space, const char *code, const char *format,
                 va_list args) __attribute__((format(printf, 4, 0)));

static int status_of(const struct ask_words *words, const char *code)
{
    const struct ask_status *s = words->statuses;
    while (s != NULL && s->code != NULL && strcmp(s->code, code) != 0) {
        s++;
    }
    return s != NULL && s->code != NULL ? s->status : ASK_STATUS;
}

static void fail(struct ask *a, const char *space, const char *code, const char *format,
                 va_list args)
{
    struct buf message = { 0 };
    buf_vprint(&message, format, args);
    service_answer_fail(a->answer, status_of(a->words, code), space, code, "%s",
                        buf_string(&message));
    buf_release(&message);
}

bool ask_fail(struct ask *a, const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(a, a->words->space, code, format, args);
    va_end(args);
    return false;
}

bool ask_fail_value(struct ask *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(a, a->words->value_space, a->words->value_code, format, args);
    va_end(args);
    return false;
}

/* The words have the parameter's place in them: %s. */
static bool fail_of(struct ask *a, const struct ask_error *e, const char *parameter)
{
    struct buf message = { 0 };
    const char *place = strstr(e->format, "%s");
    buf_put(&message, e->format, (size_t)(place - e->format));
    buf_text(&message, parameter);
    buf_text(&message, place + 2);
    service_answer_fail(a->answer, status_of(a->words, e->code), e->space, e->code, "%s",
                        buf_string(&message));
    buf_release(&message);
    return false;
}

bool ask_fail_missing(struct ask *a, const char *parameter)
{
    struct buf shown = { 0 };
    buf_text(&shown, parameter);
    if (a->words->missing_is_small && shown.size > 0) {
        shown.text[0] = (char)tolower((unsigned char)shown.text[0]);
    }
    fail_of(a, &a->words->missing, buf_string(&shown));
    buf_release(&shown);
    return false;
}

bool ask_has_failed(const struct ask *a)
{
    return !service_answer_is_good(a->answer);
}

const char *ask_text(struct ask *a, const struct value *from, const char *parameter)
{
    struct value *v = NULL;
    if (!value_member(from, parameter, &v) || value_is_null(v)) {
        ask_fail_missing(a, parameter);
        return NULL;
    }
    if (value_type(v) != VALUE_STRING) {
        fail_of(a, &a->words->not_text, parameter);
        return NULL;
    }
    return value_string(v);
}

bool ask_int(struct ask *a, const struct value *from, const char *parameter, int64_t otherwise,
             int64_t *ret)
{
    struct value *v = NULL;
    *ret = otherwise;
    if (!value_member(from, parameter, &v) || value_is_null(v)) {
        return true;
    }
    struct number n = value_type(v) == VALUE_NUMBER ? value_to_number(v)
                                                    : (struct number){ .kind = NUMBER_BAD };
    if (n.kind != NUMBER_INT) {
        return fail_of(a, &a->words->not_integer, parameter);
    }
    *ret = n.integer;
    return true;
}

static const struct ask_operation *find(const struct ask_operation *operations,
                                        const char *name)
{
    while (operations->name != NULL && strcmp(operations->name, name) != 0) {
        operations++;
    }
    return operations->name != NULL ? operations : NULL;
}

void ask_run(struct ask *a, const struct ask_operation *operations, const char *name)
{
    const struct ask_operation *o = find(operations, name);
    struct buf why = { 0 };
    service_answer_good(a->answer, NULL);
    if (o == NULL) {
        ask_fail(a, "UnknownOperationException",
                 "The action %s is not one that the embedded service has.", name);
        return;
    }
    database_begin(a->database, o->writes);
    if (a->may == NULL || a->may(a)) {
        o->run(a);
    }
    if (!database_end(a->database, !ask_has_failed(a), &why)) {
        service_answer_fail(a->answer, 500, a->words->space, "InternalFailure", "%s",
                            buf_string(&why));
        a->wait_ms = 0;
    }
    buf_release(&why);
}
