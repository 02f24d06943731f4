#include "runtime/task/setting.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/nearest.h"
#include "runtime/base/text.h"

static bool is_pace(const struct setting *s)
{
    return text_is(s->text, "quick") || text_is(s->text, "blocks");
}

static bool is_env(const struct setting *s)
{
    return s->is_variables;
}

static bool is_timeout(const struct setting *s)
{
    return s->number >= 0.001 && s->number <= 900;
}

static bool is_whole(const struct setting *s, int least, int most)
{
    return s->number >= least && s->number <= most && s->number == (int)s->number;
}

static bool is_memory(const struct setting *s)
{
    return is_whole(s, 128, 10240);
}

static bool is_concurrency(const struct setting *s)
{
    return is_whole(s, 1, 256);
}

bool setting_is_variable(const char *name, size_t size)
{
    return size > 0 && strlen(name) == size && strchr(name, '=') == NULL;
}

static const struct row {
    const char *scheme, *word;
    bool (*fits)(const struct setting *s);
    const char *form;
} rows[] = {
#define ASL_SETTING(scheme, word, fits, form) { scheme, word, fits, form },
#include <asl/words.def>
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static bool is_of(const struct row *r, const char *target)
{
    return strncmp(target, r->scheme, strlen(r->scheme)) == 0;
}

/* Names what there is. */
static void refuse(const char *target, const char *key, struct buf *why)
{
    const char *words[ROWS];
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (is_of(&rows[i], target)) {
            words[count++] = rows[i].word;
        }
    }
    const char *near = nearest_word(key, words, count);
    buf_print(why, "its object has a key '%s', which such a target does not have", key);
    if (near != NULL) {
        buf_print(why, "; did you mean '%s'?", near);
        return;
    }
    buf_text(why, "; it may have \"target\"");
    for (size_t i = 0; i < count; i++) {
        buf_print(why, ", \"%s\"", words[i]);
    }
}

bool setting_check(const char *target, const struct setting *s, struct buf *why)
{
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *r = &rows[i];
        if (is_of(r, target) && text_is(r->word, s->key)) {
            bool fits = r->fits(s);
            if (!fits) {
                buf_print(why, "'%s' can be %s", r->word, r->form);
            }
            return fits;
        }
    }
    refuse(target, s->key, why);
    return false;
}
