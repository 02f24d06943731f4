#include "runtime/way/hosting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/handler.h"
#include "runtime/base/memory.h"
#include "runtime/base/words.h"
#include "runtime/host/bootstrap.h"
#include "runtime/value/value.h"

#define CONCURRENCY   10
#define TIMEOUT_MS    (900 * INT64_C(1000))
#define MEMORY_MB     128
#define PLACE_WITHOUT "/usr/local/bin:/bin:/usr/bin"

static char **three_words(const char *first, const char *second, const char *third)
{
    char **words = memory_array(4, sizeof *words);
    words[0] = memory_text(first);
    words[1] = memory_text(second);
    words[2] = memory_text(third);
    words[3] = NULL;
    return words;
}

static void take_function(struct hosting *h, const char *handler)
{
    h->words = three_words(h->language->command, "-", handler);
    h->settings.input = h->language->text;
    h->settings.input_size = h->language->size;
    h->settings.handler = h->words[2];
    h->settings.runtime = h->language->environment;
}

bool hosting_open(struct hosting *ret_hosting, const char *text, struct buf *why)
{
    const char *rest;
    enum handler_language language;
    struct hosting *h = ret_hosting;
    *h = (struct hosting){ .words = NULL };
    h->settings = (struct fleet_settings){
        .concurrency = CONCURRENCY,
        .memory_mb = MEMORY_MB,
        .timeout_ms = TIMEOUT_MS,
    };
    if (!handler_read(text, &language, &rest, why)) {
        return false;
    }
    h->language = bootstrap_of(language);
    if (h->language != NULL) {
        take_function(h, rest);
    } else {
        h->words = words_split(rest);
    }
    h->settings.argv = (const char *const *)h->words;
    return true;
}

void hosting_close(struct hosting *h)
{
    words_release(h->words);
    words_release(h->env);
    *h = (struct hosting){ .words = NULL };
}

/* ---- Settings ---- */

static void set_env(struct hosting *h, const struct value *v)
{
    char **env = memory_array(value_count(v) + 1, sizeof *env);
    size_t count = 0;
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        struct buf text = { 0 };
        buf_print(&text, "%s=%s", w.key, value_string(w.value));
        env[count++] = buf_take(&text);
    }
    env[count] = NULL;
    words_release(h->env);
    h->env = env;
    h->settings.env = (const char *const *)env;
}

void hosting_set(struct hosting *h, const char *key, const struct value *value)
{
    double number = value_type(value) == VALUE_NUMBER ? value_to_number(value).real : 0;
    if (strcmp(key, "env") == 0) {
        set_env(h, value);
    } else if (strcmp(key, "timeout") == 0) {
        h->settings.timeout_ms = (int64_t)(number * 1000);
    } else if (strcmp(key, "memory") == 0) {
        h->settings.memory_mb = (size_t)number;
    } else {
        h->settings.concurrency = (size_t)number;
    }
}

/* ---- Before the first start ---- */

/* Returns true if the command is found where execvp(3) looks for it. */
static bool is_on_path(const char *command)
{
    const char *path = getenv("PATH");
    struct buf file = { 0 };
    bool is_there = false;
    path = path != NULL ? path : PLACE_WITHOUT;
    for (; !is_there; path++) {
        size_t size = strcspn(path, ":");
        buf_clear(&file);
        buf_put(&file, path, size);
        buf_print(&file, "%s%s", size > 0 ? "/" : "", command);
        is_there = access(file.text, X_OK) == 0;
        path += size;
        if (*path == '\0') {
            break;
        }
    }
    buf_release(&file);
    return is_there;
}

bool hosting_prepare(const struct hosting *h, struct buf *why)
{
    const char *command = h->words[0];
    bool is_path = strchr(command, '/') != NULL;
    bool is_there = is_path ? access(command, X_OK) == 0 : is_on_path(command);
    if (is_there) {
        return true;
    }
    if (h->language != NULL) {
        buf_print(why,
                  "'%s', which runs the function, is not on PATH: install it (in Debian: "
                  "apt-get install %s)",
                  command, h->language->package);
    } else if (is_path) {
        buf_print(why, "the command '%s' cannot be run: %s", command, strerror(errno));
    } else {
        buf_print(why, "the command '%s' is not on PATH", command);
    }
    return false;
}
