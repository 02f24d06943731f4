#include "runtime/program/option.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"

static void *place_of(struct options *o, const struct option_row *row)
{
    return (char *)o + row->place;
}

bool option_flag(struct options *o, const struct option_row *row, const char *value,
                 struct buf *why)
{
    (void)value, (void)why;
    *(bool *)place_of(o, row) = true;
    return true;
}

bool option_text(struct options *o, const struct option_row *row, const char *value,
                 struct buf *why)
{
    if (value[0] == '\0') {
        buf_print(why, "%s is empty: a %s is wanted", row->word, row->value);
        return false;
    }
    *(const char **)place_of(o, row) = value;
    return true;
}

bool option_either(struct options *o, const struct option_row *row, const char *first,
                   const char *second, const char *value, struct buf *why)
{
    bool is_second = strcmp(value, second) == 0;
    if (!is_second && strcmp(value, first) != 0) {
        buf_print(why, "%s is %s or %s, not '%s'", row->word, first, second, value);
        return false;
    }
    *(bool *)place_of(o, row) = is_second;
    return true;
}

bool option_add(struct options *o, const struct option_row *row, const char *value,
                struct buf *why)
{
    struct option_list *list = place_of(o, row);
    (void)why;
    list->texts = memory_resize(list->texts, (list->count + 1) * sizeof *list->texts);
    list->texts[list->count++] = value;
    return true;
}

bool option_count(struct options *o, const struct option_row *row, const char *value,
                  struct buf *why)
{
    struct number n = number_read(value, strlen(value));
    if (n.kind != NUMBER_INT || n.integer < (int64_t)row->least ||
        n.integer > (int64_t)row->most) {
        buf_print(why, "%s takes a whole number from %zu to %zu, not '%s'", row->word,
                  row->least, row->most, value);
        return false;
    }
    *(size_t *)place_of(o, row) = (size_t)n.integer;
    return true;
}

bool option_factor(struct options *o, const struct option_row *row, const char *value,
                   struct buf *why)
{
    struct number n = number_read(value, strlen(value));
    bool is_good = n.kind != NUMBER_BAD && n.real >= 0 && n.real <= OPTION_FACTOR_MAX;
    if (!is_good) {
        buf_print(why, "%s takes a number from 0 to %d, such as 0.5, not '%s'", row->word,
                  OPTION_FACTOR_MAX, value);
        return false;
    }
    *(struct option_factor *)place_of(o, row) = (struct option_factor){ true, n.real };
    return true;
}

const struct option_row *option_find(const struct option_row *const *tables, const char *arg)
{
    size_t size = strcspn(arg, "=");
    for (; *tables != NULL; tables++) {
        for (const struct option_row *row = *tables; row->word != NULL; row++) {
            if (strlen(row->word) == size && memcmp(row->word, arg, size) == 0) {
                return row;
            }
        }
    }
    return NULL;
}

void option_release_row(struct options *o, const struct option_row *row)
{
    if (row->set == option_add) {
        memory_release(((struct option_list *)place_of(o, row))->texts);
    }
}

void option_release(struct options *o, const struct option_row *const *tables)
{
    for (; *tables != NULL; tables++) {
        for (const struct option_row *row = *tables; row->word != NULL; row++) {
            option_release_row(o, row);
        }
    }
}
