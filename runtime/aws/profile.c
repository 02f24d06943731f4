#include "runtime/aws/profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)

/* A line KEY = VALUE. A setting without a value has indented ones below it: `under` is its key
 * for them. */
struct setting {
    char *section, *under, *key, *value; /* owned; `under` may be NULL */
};

struct profile {
    char *name;
    struct setting *settings;
    size_t count, room;
};

/* ---- Reading a file ---- */

struct reading {
    struct profile *p;
    const char *path;
    int line;
    bool is_config; /* sections of other profiles are called "profile NAME" there */
    char *section, *under;
};

static bool is_blank(char c)
{
    return text_is_blank((unsigned char)c);
}

/* A copy of [begin, end) without the blanks around it. New. */
static char *trimmed(const char *begin, const char *end)
{
    while (begin < end && is_blank(*begin)) {
        begin++;
    }
    while (end > begin && is_blank(end[-1])) {
        end--;
    }
    return memory_text_n(begin, (size_t)(end - begin));
}

static bool refuse(const struct reading *r, struct buf *why, const char *reason)
{
    buf_print(why, "%s:%d: %s", r->path, r->line, reason);
    return false;
}

/* What profile_setting() calls the section: the profile's name alone, or "services NAME". */
static char *section_name(const struct reading *r, char *name)
{
    static const char word[] = "profile";
    size_t size = sizeof word - 1;
    if (!r->is_config || strncmp(name, word, size) != 0 || !is_blank(name[size])) {
        return name;
    }
    char *rest = trimmed(name + size, name + strlen(name));
    memory_release(name);
    return rest;
}

static bool read_section(struct reading *r, const char *text, const char *end, struct buf *why)
{
    const char *close = memchr(text, ']', (size_t)(end - text));
    if (close == NULL) {
        return refuse(r, why, "the name of a section ends with ']'");
    }
    memory_release(r->section);
    memory_release(r->under);
    r->under = NULL;
    r->section = section_name(r, trimmed(text + 1, close));
    return true;
}

static void append(struct reading *r, struct setting s)
{
    struct profile *p = r->p;
    p->settings = memory_grow(p->settings, p->count, &p->room, sizeof *p->settings);
    p->settings[p->count++] = s;
}

static bool read_setting(struct reading *r, const char *text, const char *end, struct buf *why)
{
    const char *equals = memchr(text, '=', (size_t)(end - text));
    bool is_under = is_blank(*text) && r->under != NULL;
    if (equals == NULL) {
        return refuse(r, why, "this is neither a [section] nor a setting KEY = VALUE");
    }
    if (r->section == NULL) {
        return refuse(r, why, "a setting comes after the [section] that it belongs to");
    }
    struct setting s = { .section = memory_text(r->section),
                         .under = memory_text(is_under ? r->under : NULL),
                         .key = trimmed(text, equals),
                         .value = trimmed(equals + 1, end) };
    if (!is_under) {
        memory_release(r->under);
        r->under = s.value[0] == '\0' ? memory_text(s.key) : NULL;
    }
    append(r, s);
    return true;
}

static bool read_line(struct reading *r, const char *text, const char *end, struct buf *why)
{
    const char *first = text;
    while (first < end && is_blank(*first)) {
        first++;
    }
    if (first == end || *first == '#' || *first == ';') {
        return true;
    }
    return *first == '[' ? read_section(r, first, end, why) : read_setting(r, text, end, why);
}

static bool read_lines(struct reading *r, const struct buf *text, struct buf *why)
{
    const char *at = buf_string(text), *end = at + text->size;
    bool is_good = true;
    while (is_good && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        r->line++;
        is_good = read_line(r, at, stop, why);
        at = stop < end ? stop + 1 : end;
    }
    memory_release(r->section);
    memory_release(r->under);
    return is_good;
}

/* The file that the variable names, or one in the home folder. New, or NULL. */
static char *find_file(const char *variable, const char *name)
{
    const char *path = getenv(variable), *home = getenv("HOME");
    struct buf in_home = { 0 };
    if (path != NULL && path[0] != '\0') {
        return memory_text(path);
    }
    if (home == NULL || home[0] == '\0') {
        return NULL;
    }
    buf_print(&in_home, "%s/.aws/%s", home, name);
    return buf_take(&in_home);
}

static void forget(struct buf *text)
{
    if (text->text != NULL) {
        explicit_bzero(text->text, text->room);
    }
    buf_release(text);
}

static bool read_file(struct profile *p, const char *variable, const char *name, bool is_config,
                      struct buf *why)
{
    char *path = find_file(variable, name);
    struct buf text = { 0 };
    int error = path == NULL ? -ENOENT : descriptor_read_path(path, &text, FILE_BYTES_MAX);
    bool is_good = error == 0 || error == -ENOENT || error == -ENOTDIR;
    if (!is_good) {
        buf_print(why, "%s: cannot be read: %s", path, strerror(-error));
    } else if (error == 0) {
        struct reading r = { .p = p, .path = path, .is_config = is_config };
        is_good = read_lines(&r, &text, why);
    }
    forget(&text);
    memory_release(path);
    return is_good;
}

/* ---- Asking ---- */

static const char *find(const struct profile *p, const char *section, const char *under,
                        const char *key)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct setting *s = &p->settings[i];
        bool is_under = under == NULL ? s->under == NULL : text_is(s->under, under);
        if (is_under && strcmp(s->section, section) == 0 &&
            (key == NULL || strcmp(s->key, key) == 0)) {
            return s->value;
        }
    }
    return NULL;
}

const char *profile_name(const struct profile *p)
{
    return p->name;
}

const char *profile_setting_in(const struct profile *p, const char *section, const char *key)
{
    const char *value = find(p, section, NULL, key);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

const char *profile_setting(const struct profile *p, const char *key)
{
    return profile_setting_in(p, p->name, key);
}

bool profile_has(const struct profile *p, const char *section)
{
    return find(p, section, NULL, NULL) != NULL;
}

const char *profile_service_setting(const struct profile *p, const char *service,
                                    const char *key)
{
    const char *services = profile_setting(p, "services");
    struct buf section = { 0 };
    if (services == NULL) {
        return NULL;
    }
    buf_print(&section, "services %s", services);
    const char *value = find(p, buf_string(&section), service, key);
    buf_release(&section);
    return value;
}

struct profile *profile_open(struct buf *why)
{
    const char *wanted = getenv("AWS_PROFILE"), *otherwise = getenv("AWS_DEFAULT_PROFILE");
    bool is_wanted = wanted != NULL && wanted[0] != '\0';
    if (!is_wanted && otherwise != NULL && otherwise[0] != '\0') {
        wanted = otherwise;
        is_wanted = true;
    }
    struct profile *p = memory_zero(sizeof *p);
    p->name = memory_text(is_wanted ? wanted : "default");
    bool is_good = read_file(p, "AWS_SHARED_CREDENTIALS_FILE", "credentials", false, why) &&
                   read_file(p, "AWS_CONFIG_FILE", "config", true, why);
    if (is_good && is_wanted && !profile_has(p, p->name)) {
        buf_print(why,
                  "AWS_PROFILE names the profile '%s', which is in neither the "
                  "credentials file nor the config file",
                  p->name);
        is_good = false;
    }
    if (!is_good) {
        profile_close(p);
        return NULL;
    }
    return p;
}

void profile_close(struct profile *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->count; i++) {
        struct setting *s = &p->settings[i];
        explicit_bzero(s->value, strlen(s->value));
        memory_release(s->section);
        memory_release(s->under);
        memory_release(s->key);
        memory_release(s->value);
    }
    memory_release(p->settings);
    memory_release(p->name);
    memory_release(p);
}
