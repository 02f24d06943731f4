#include "runtime/vtl/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/regex.h"

#define STEPS_MAX  100000 /* from one place */
#define WORK_MAX   ((size_t)20 << 20)
#define RESULT_MAX ((size_t)16 << 20)

/* A compiled pattern at work. */
struct search {
    const struct pattern_job *job;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    const PCRE2_SIZE *found; /* the bounds of groups */
    int groups;
    size_t work, at; /* what was done, and where in the text it was last */
};

/* It is called before each part of the pattern is tried: the bounds of pcre2_match() are for
 * one place of the text, and know nothing of how far a part has looked. */
static int count_work(pcre2_callout_block *b, void *owner)
{
    struct search *s = owner;
    size_t at = b->current_position;
    s->work += 1 + (at > s->at ? at - s->at : s->at - at);
    s->at = at;
    return s->work > WORK_MAX ? PCRE2_ERROR_MATCHLIMIT : 0;
}

static void close_search(struct search *s)
{
    if (s->job->work != NULL) {
        *s->job->work += s->work;
    }
    pcre2_match_data_free(s->match);
    pcre2_match_context_free(s->context);
    pcre2_code_free(s->code);
}

static bool open_search(struct search *s, const struct pattern_job *j, struct buf *why)
{
    int error;
    PCRE2_SIZE offset;
    *s = (struct search){ .job = j };
    s->code = pcre2_compile((PCRE2_SPTR)j->pattern, j->pattern_size,
                            regex_options(false) | PCRE2_AUTO_CALLOUT, &error, &offset, NULL);
    if (s->code == NULL) {
        PCRE2_UCHAR reason[128] = "";
        pcre2_get_error_message(error, reason, sizeof reason);
        buf_print(why, "the regular expression %s is wrong: %s", j->pattern,
                  (const char *)reason);
        return false;
    }
    s->match = pcre2_match_data_create_from_pattern(s->code, NULL);
    s->context = pcre2_match_context_create(NULL);
    if (s->match == NULL || s->context == NULL) {
        memory_exhausted();
    }
    pcre2_set_match_limit(s->context, STEPS_MAX);
    pcre2_set_callout(s->context, count_work, s);
    return true;
}

/* Looks from a place on. Returns false if nothing fits; *is_good is false if that took too
 * long. */
static bool look(struct search *s, size_t from, uint32_t options, bool *is_good,
                 struct buf *why)
{
    /* It has checked all of the text the first time. */
    options |= from > 0 ? PCRE2_NO_UTF_CHECK : 0;
    s->at = from;
    s->groups = pcre2_match(s->code, (PCRE2_SPTR)s->job->text, s->job->size, from, options,
                            s->match, s->context);
    s->found = pcre2_get_ovector_pointer(s->match);
    if (s->groups < 0 && s->groups != PCRE2_ERROR_NOMATCH) {
        bool is_bad = s->groups <= PCRE2_ERROR_UTF8_ERR1 && s->groups >= PCRE2_ERROR_UTF8_ERR21;
        buf_print(why,
                  is_bad ? "the regular expression %s is for a text that is not UTF-8"
                         : "the regular expression %s takes too long",
                  s->job->pattern);
        *is_good = false;
    }
    return s->groups > 0;
}

bool pattern_fits(const struct pattern_job *j, bool *ret_is_good, struct buf *why)
{
    struct search s;
    *ret_is_good = open_search(&s, j, why);
    if (!*ret_is_good) {
        return false;
    }
    bool fits = look(&s, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED, ret_is_good, why);
    close_search(&s);
    return fits;
}

static bool put_group(const struct search *s, size_t group, struct buf *out, struct buf *why)
{
    uint32_t count = 0;
    pcre2_pattern_info(s->code, PCRE2_INFO_CAPTURECOUNT, &count);
    if (group > count) {
        buf_print(why, "the regular expression %s has no group %zu", s->job->pattern, group);
        return false;
    }
    PCRE2_SIZE begin = s->found[2 * group], end = s->found[2 * group + 1];
    if ((int)group < s->groups && begin != PCRE2_UNSET && end >= begin) {
        buf_put(out, s->job->text + begin, end - begin);
    }
    return true;
}

static bool put_replacement(const struct search *s, const char *by, size_t size,
                            struct buf *out, struct buf *why)
{
    bool is_good = true;
    for (size_t i = 0; is_good && i < size; i++) {
        bool is_group = by[i] == '$' && i + 1 < size && by[i + 1] >= '0' && by[i + 1] <= '9';
        if (is_group) {
            i++;
            is_good = put_group(s, (size_t)(by[i] - '0'), out, why);
        } else if (by[i] == '$' || (by[i] == '\\' && i + 1 == size)) {
            buf_print(why, "the replacement %s is wrong: it has '%c' alone", by, by[i]);
            is_good = false;
        } else {
            i += by[i] == '\\';
            buf_char(out, by[i]);
        }
    }
    return is_good;
}

/* The next place behind a match that was empty. */
static size_t behind(const struct search *s, size_t at)
{
    at++;
    while (at < s->job->size && ((unsigned char)s->job->text[at] & 0xC0) == 0x80) {
        at++;
    }
    return at;
}

bool pattern_replace(const struct pattern_job *j, const char *by, size_t by_size, bool is_all,
                     struct buf *out, struct buf *why)
{
    struct search s;
    bool is_good = open_search(&s, j, why);
    size_t from = 0, kept = 0;
    if (!is_good) {
        return false;
    }
    out->limit = RESULT_MAX;
    while (is_good && from <= j->size && !out->full && look(&s, from, 0, &is_good, why)) {
        size_t begin = s.found[0], end = s.found[1];
        if (end < begin) {
            break;
        }
        buf_put(out, j->text + kept, begin - kept);
        is_good = put_replacement(&s, by, by_size, out, why);
        kept = end;
        from = end > begin ? end : behind(&s, end);
        if (!is_all) {
            break;
        }
    }
    buf_put(out, j->text + kept, j->size - kept);
    close_search(&s);
    return is_good;
}

bool pattern_split(const struct pattern_job *j,
                   void (*part)(void *owner, const char *text, size_t size), void *owner,
                   struct buf *why)
{
    struct search s;
    bool is_good = open_search(&s, j, why);
    size_t from = 0, kept = 0;
    if (!is_good) {
        return false;
    }
    while (is_good && from <= j->size && look(&s, from, 0, &is_good, why)) {
        size_t begin = s.found[0], end = s.found[1];
        bool is_empty = end <= begin;
        /* As in Java nothing is parted at the beginning by what is empty, nor at the end. */
        if (!is_empty || (begin > 0 && begin < j->size)) {
            part(owner, j->text + kept, begin - kept);
            kept = end > begin ? end : begin;
        }
        from = is_empty ? behind(&s, begin) : end;
    }
    part(owner, j->text + kept, j->size - kept);
    close_search(&s);
    return is_good;
}
