#include "runtime/host/environment.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"

#define PATH_BYTES     4096
#define ADDRESS_OF_ONE "AWS_ENDPOINT_URL_"
#define API            "AWS_ENDPOINT_URL_SFN"

struct list {
    char **texts;
    size_t count, room;
};

static void add_text(struct list *l, char *text)
{
    l->texts = memory_grow(l->texts, l->count, &l->room, sizeof *l->texts);
    l->texts[l->count++] = text;
}

__attribute__((format(printf, 2, 3))) static void add(struct list *l, const char *format, ...)
{
    struct buf text = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&text, format, args);
    va_end(args);
    add_text(l, buf_take(&text));
}

/* The day, the version, and a number that no other process has. */
static void add_log_stream(struct list *l, int64_t now_ms)
{
    time_t now = (time_t)(now_ms / 1000);
    uint64_t number[2];
    struct tm day;
    gmtime_r(&now, &day);
    random_bytes(number, sizeof number);
    add(l, "AWS_LAMBDA_LOG_STREAM_NAME=%04d/%02d/%02d/[$LATEST]%016" PRIx64 "%016" PRIx64,
        day.tm_year + 1900, day.tm_mon + 1, day.tm_mday, number[0], number[1]);
}

static void add_function(struct list *l, const struct environment *e)
{
    char folder[PATH_BYTES];
    add(l, "AWS_LAMBDA_RUNTIME_API=127.0.0.1:%d", e->port);
    add(l, "AWS_LAMBDA_FUNCTION_NAME=%s", e->function);
    add(l, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST");
    add(l, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=%zu", e->memory_mb);
    add(l, "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand");
    add(l, "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/%s", e->function);
    add_log_stream(l, e->now_ms);
    add(l, "AWS_REGION=%s", account_region());
    add(l, "AWS_DEFAULT_REGION=%s", account_region());
    add(l, "TZ=:UTC");
    if (getcwd(folder, sizeof folder) != NULL) {
        add(l, "LAMBDA_TASK_ROOT=%s", folder);
    }
    if (e->handler != NULL) {
        add(l, "_HANDLER=%s", e->handler);
    }
    if (e->runtime != NULL) {
        add(l, "AWS_EXECUTION_ENV=%s", e->runtime);
    }
}

/* A variable of our own environment that gives one service an address, "AWS_ENDPOINT_URL_S3",
 * is taken out. */
static void take_out_addresses(struct list *l, const struct environment *e)
{
    for (char **own = environ; own != NULL && *own != NULL; own++) {
        bool is_set = e->api != NULL && strncmp(*own, API "=", sizeof API) == 0;
        if (!is_set && strncmp(*own, ADDRESS_OF_ONE, strlen(ADDRESS_OF_ONE)) == 0) {
            add(l, "%.*s", (int)strcspn(*own, "="), *own);
        }
    }
}

/* SDKs in the function are to reach the embedded services, and where the workflow's own tasks
 * reach a service at an address of its own, that address; nobody else: credentials of a real
 * account have no business there. */
static void add_endpoint(struct list *l, const struct environment *e)
{
    add(l, "AWS_ENDPOINT_URL=%s", e->endpoint);
    add(l, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    if (e->is_local) {
        take_out_addresses(l, e);
    }
    if (e->api != NULL && (e->is_local || getenv(API) == NULL)) {
        add(l, API "=%s", e->api);
    }
    add(l, "AWS_ACCESS_KEY_ID=local");
    add(l, "AWS_SECRET_ACCESS_KEY=local");
    add(l, "AWS_SESSION_TOKEN");
    add(l, "AWS_PROFILE");
    add(l, "AWS_DEFAULT_PROFILE");
    add(l, "AWS_EC2_METADATA_DISABLED=true");
}

static bool is_named(const char *text, const char *other)
{
    size_t size = strcspn(text, "=");
    return strncmp(text, other, size) == 0 && (other[size] == '=' || other[size] == '\0');
}

/* The user's variables take the place of ours. */
static void add_own(struct list *l, const char *const *own)
{
    for (; own != NULL && *own != NULL; own++) {
        size_t i = 0;
        while (i < l->count && !is_named(*own, l->texts[i])) {
            i++;
        }
        if (i < l->count) {
            memory_release(l->texts[i]);
            l->texts[i] = memory_text(*own);
        } else {
            add_text(l, memory_text(*own));
        }
    }
}

char **environment_make(const struct environment *e)
{
    struct list l = { 0 };
    add_function(&l, e);
    if (e->endpoint != NULL) {
        add_endpoint(&l, e);
    }
    add_own(&l, e->own);
    add_text(&l, NULL);
    return l.texts;
}
