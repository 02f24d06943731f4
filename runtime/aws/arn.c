#include "runtime/aws/arn.h"

#include <string.h>

#define FUNCTION "function:"
#define MACHINE  "stateMachine:"

static const struct arn_part no_part = { NULL, 0 };

struct arn_part arn_part(const char *text)
{
    return (struct arn_part){ .text = text, .size = strlen(text) };
}

bool arn_part_is(struct arn_part p, const char *word)
{
    return p.text != NULL && p.size == strlen(word) && memcmp(p.text, word, p.size) == 0;
}

bool arn_part_begins(struct arn_part p, const char *with)
{
    size_t size = strlen(with);
    return p.size >= size && memcmp(p.text, with, size) == 0;
}

static bool ends(struct arn_part p, const char *with)
{
    size_t size = strlen(with);
    return p.size >= size && memcmp(p.text + p.size - size, with, size) == 0;
}

struct arn_part arn_part_before(struct arn_part p, char mark)
{
    const char *at = p.size > 0 ? memchr(p.text, mark, p.size) : NULL;
    return (struct arn_part){ .text = p.text,
                              .size = at != NULL ? (size_t)(at - p.text) : p.size };
}

struct arn_part arn_part_after(struct arn_part p, size_t bytes)
{
    size_t gone = bytes < p.size ? bytes : p.size;
    return (struct arn_part){ .text = p.text + gone, .size = p.size - gone };
}

bool arn_read(struct arn_part text, struct arn *ret_arn)
{
    struct arn_part parts[5]; /* arn, partition, service, region, account */
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        parts[i] = arn_part_before(text, ':');
        if (parts[i].size == text.size) {
            return false;
        }
        text = arn_part_after(text, parts[i].size + 1);
    }
    if (!arn_part_is(parts[0], "arn")) {
        return false;
    }
    *ret_arn = (struct arn){ .partition = parts[1],
                             .service = parts[2],
                             .region = parts[3],
                             .account = parts[4],
                             .rest = text };
    return true;
}

enum arn_pattern arn_pattern(struct arn_part resource, struct arn_part *ret_plain)
{
    static const char *const words[] = { [ARN_CALL] = "",
                                         [ARN_SYNC] = ".sync",
                                         [ARN_SYNC_2] = ".sync:2",
                                         [ARN_TOKEN] = ".waitForTaskToken" };
    enum arn_pattern pattern = ARN_TOKEN;
    if (!arn_part_begins(resource, "arn:")) {
        pattern = ARN_CALL;
    }
    while (!ends(resource, words[pattern])) {
        pattern--;
    }
    if (ret_plain != NULL) {
        resource.size -= strlen(words[pattern]);
        *ret_plain = resource;
    }
    return pattern;
}

/* ---- The resource of a task ---- */

/* The rest of an ARN of that service, without a pattern's word. */
static struct arn_part rest_of(const char *resource, const char *service)
{
    struct arn arn;
    struct arn_part plain;
    arn_pattern(arn_part(resource), &plain);
    bool is_its = arn_read(plain, &arn) && arn_part_is(arn.service, service);
    return is_its ? arn.rest : no_part;
}

bool arn_is_lambda(const char *resource)
{
    return rest_of(resource, "lambda").text != NULL;
}

bool arn_is_activity(const char *resource)
{
    return arn_part_begins(rest_of(resource, "states"), "activity:");
}

enum arn_lack arn_express_lack(const char *resource)
{
    switch (arn_pattern(arn_part(resource), NULL)) {
    case ARN_TOKEN: return ARN_LACKS_TOKEN;
    case ARN_SYNC:
    case ARN_SYNC_2: return ARN_LACKS_JOB;
    case ARN_CALL: break;
    }
    return arn_is_activity(resource) ? ARN_LACKS_ACTIVITY : ARN_LACKS_NOTHING;
}

const char *arn_lack_words(enum arn_lack lack)
{
    static const char *const words[] = {
        [ARN_LACKS_TOKEN] = "wait for a task token",
        [ARN_LACKS_JOB] = "wait for a job (.sync)",
        [ARN_LACKS_ACTIVITY] = "have an activity",
        [ARN_LACKS_MAP] = "have a DISTRIBUTED Map",
    };
    return words[lack];
}

bool arn_is_call(const char *resource, const char *call)
{
    return arn_part_is(rest_of(resource, "states"), call);
}

bool arn_calls_lambda(const char *resource)
{
    return arn_is_lambda(resource) || arn_is_call(resource, "lambda:invoke");
}

/* The name behind `word`, up to a qualifier. */
static struct arn_part name_behind(struct arn_part p, const char *word)
{
    if (!arn_part_begins(p, word)) {
        return no_part;
    }
    return arn_part_before(arn_part_after(p, strlen(word)), ':');
}

struct arn_part arn_function(const char *resource)
{
    return name_behind(rest_of(resource, "lambda"), FUNCTION);
}

/* A partial ARN need not begin with arn: what counts is the word in it, if it is there. */
static struct arn_part bare(const char *text, const char *word)
{
    const char *inside = strstr(text, word);
    bool behind_colon = inside == text || (inside != NULL && inside[-1] == ':');
    return arn_part_before(arn_part(behind_colon ? inside + strlen(word) : text), ':');
}

struct arn_part arn_bare_function(const char *function)
{
    return bare(function, FUNCTION);
}

struct arn_part arn_bare_machine(const char *machine)
{
    return bare(machine, MACHINE);
}

struct arn_part arn_bare_connection(const char *connection)
{
    static const char word[] = "connection/";
    struct arn arn;
    if (!arn_read(arn_part(connection), &arn) || !arn_part_begins(arn.rest, word)) {
        return (struct arn_part){ .text = NULL };
    }
    return arn_part_before(arn_part_after(arn.rest, sizeof word - 1), '/');
}

struct arn_part arn_last(const char *resource)
{
    struct arn_part p;
    arn_pattern(arn_part(resource), &p);
    size_t begin = p.size;
    while (begin > 0 && p.text[begin - 1] != ':') {
        begin--;
    }
    return arn_part_after(p, begin);
}

/* ---- Bindings of tasks ---- */

/* '*' matches any run. On a mismatch the last '*' takes one more: none before it need be looked
 * at again. */
static bool matches(const char *pattern, const char *text, size_t size)
{
    const char *star = NULL;
    size_t at = 0, star_at = 0;
    while (at < size) {
        if (*pattern == '*') {
            star = pattern++;
            star_at = at;
        } else if (*pattern != '\0' && *pattern == text[at]) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

bool arn_fits(const char *key, struct arn_part name)
{
    return name.text != NULL && matches(key, name.text, name.size);
}
