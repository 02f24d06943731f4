#include "compiler/serve/sfnlocal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/message.h"
#include "runtime/base/url.h"
#include "runtime/serve/serve.h"

struct setting {
    const char *variable, *word, *becomes;
};

static const struct setting settings[] = {
#define VARIABLE(name, variable, becomes) [SFNLOCAL_##name] = { variable, NULL, becomes },
#define SETTING(name, variable, camel, word, value, becomes, help)                             \
    [SFNLOCAL_##name] = { variable, word, becomes },
#include "compiler/serve/sfnlocal.def"
#undef VARIABLE
#undef SETTING
};

/* A value, and what a message calls it by. */
struct taken {
    const struct setting *setting;
    const char *from, *value;
    bool is_option;
};

static const char *variable(const char *name)
{
    const char *value = name == NULL ? NULL : getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

/* Returns false if the setting has no value. */
static bool find(const struct sfnlocal *given, size_t i, struct taken *t)
{
    const struct setting *s = &settings[i];
    bool is_option = given->values[i] != NULL;
    *t = (struct taken){ .setting = s,
                         .from = is_option ? s->word : s->variable,
                         .value = is_option ? given->values[i] : variable(s->variable),
                         .is_option = is_option };
    return t->value != NULL;
}

/* ---- What is right ---- */

static bool check_url(const struct taken *t, struct buf *why)
{
    struct url url;
    struct buf reason = { 0 };
    bool is_good = url_read(t->value, &url, &reason);
    if (is_good) {
        url_release(&url);
    } else {
        buf_print(why, "%s: %s", t->from, buf_string(&reason));
    }
    buf_release(&reason);
    return is_good;
}

/* AWS's accounts have twelve digits. */
static bool check_account(const struct taken *t, struct buf *why)
{
    bool is_good = strlen(t->value) == 12 && strspn(t->value, "0123456789") == 12;
    if (!is_good) {
        buf_print(why, "%s takes the 12 digits of an account, not '%s'", t->from, t->value);
    }
    return is_good;
}

/* Other characters would end the part of an ARN that it stands in. */
static bool check_region(const struct taken *t, struct buf *why)
{
    bool is_good = t->value[strspn(t->value, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
    if (!is_good) {
        buf_print(why, "%s takes a region such as us-east-1, not '%s'", t->from, t->value);
    }
    return is_good;
}

/* ---- What it becomes ---- */

static bool take_mock(const struct taken *t, struct serve_options *o)
{
    bool is_new = o->mock == NULL;
    o->mock = is_new ? t->value : o->mock;
    return is_new;
}

/* Returns false if nothing is taken, with a message in `why` if the value is wrong. */
static bool take_scale(const struct taken *t, struct serve_options *o, struct buf *why)
{
    struct option_row row = { .word = t->from,
                              .place = offsetof(struct serve_options, wait_scale) };
    return !o->wait_scale.is_given && option_factor(&o->common, &row, t->value, why);
}

static bool take_variable(const struct taken *t, struct buf *why)
{
    size_t place = (size_t)(t->setting - settings);
    bool is_good = place == SFNLOCAL_ACCOUNT  ? check_account(t, why)
                   : place == SFNLOCAL_REGION ? check_region(t, why)
                                              : check_url(t, why);
    bool is_new = is_good && (t->is_option || variable(t->setting->becomes) == NULL);
    return is_new && setenv(t->setting->becomes, t->value, 1) == 0;
}

static bool take(const struct taken *t, struct serve_options *o, struct buf *why)
{
    size_t place = (size_t)(t->setting - settings);
    bool is_mock = place == SFNLOCAL_MOCK || place == SFNLOCAL_MOCK_LOCALSTACK;
    return is_mock                        ? take_mock(t, o)
           : place == SFNLOCAL_WAIT_SCALE ? take_scale(t, o, why)
                                          : take_variable(t, why);
}

bool sfnlocal_take(const struct sfnlocal *given, struct serve_options *o)
{
    struct buf why = { 0 }, told = { 0 };
    struct taken t;
    for (size_t i = 0; i < SFNLOCAL_SETTINGS && why.size == 0; i++) {
        if (find(given, i, &t) && take(&t, o, &why)) {
            bool is_option = t.setting->becomes[0] == '-';
            buf_print(&told, "%s%s is %s%s%s", told.size > 0 ? ", " : "", t.from,
                      t.setting->becomes, is_option ? " " : "=", t.value);
        }
    }
    bool is_good = why.size == 0;
    if (!is_good) {
        message_print(o->common.program, "%s", buf_string(&why));
    } else if (told.size > 0) {
        message_print(o->common.program, "settings of Step Functions Local: %s",
                      buf_string(&told));
    }
    buf_release(&why);
    buf_release(&told);
    return is_good;
}
