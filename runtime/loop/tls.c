#include "runtime/loop/tls.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <event2/event.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"

/* Every version since 7.17 of 2007 is called so. */
#define LIBRARY "libcurl.so.4"

#define HEAD_MAX        ((size_t)64 << 10) /* bytes of an answer's headers */
#define CONNECTIONS_MAX 1024L              /* that wait for a next request */

/* What is called of the library, by its own prototypes. */
#define FUNCTIONS(F)                                                                           \
    F(curl_global_init)                                                                        \
    F(curl_easy_init)                                                                          \
    F(curl_easy_setopt)                                                                        \
    F(curl_easy_getinfo)                                                                       \
    F(curl_easy_cleanup)                                                                       \
    F(curl_easy_strerror)                                                                      \
    F(curl_multi_init)                                                                         \
    F(curl_multi_setopt)                                                                       \
    F(curl_multi_assign)                                                                       \
    F(curl_multi_add_handle)                                                                   \
    F(curl_multi_remove_handle)                                                                \
    F(curl_multi_socket_action)                                                                \
    F(curl_multi_info_read)                                                                    \
    F(curl_multi_cleanup)                                                                      \
    F(curl_slist_append)                                                                       \
    F(curl_slist_free_all)

/* curl.h has macros of these names, which check types; here they would hide the members. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

static struct {
    void *library;
#define MEMBER(name) __typeof__(&name) name;
    FUNCTIONS(MEMBER)
#undef MEMBER
} curl;

struct client {
    struct loop *loop;
    CURLM *multi;
    struct event *alarm;
};

struct call {
    struct fetch_job job;
    struct client *client;
    CURL *easy;
    struct curl_slist *headers;
    struct wire_answer answer;
    size_t head_size;
    bool is_too_large;
    char reason[CURL_ERROR_SIZE];
};

/* ---- The library ---- */

/* A pointer to a function may be got as one to an object: POSIX says so of dlsym(). */
static bool find_functions(struct buf *why)
{
    static const struct {
        const char *name;
        void *place;
    } rows[] = {
#define ROW(name) { #name, &curl.name },
        FUNCTIONS(ROW)
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *address = dlsym(curl.library, rows[i].name);
        if (address == NULL) {
            buf_print(why, LIBRARY " has no %s(): it is too old", rows[i].name);
            return false;
        }
        memcpy(rows[i].place, &address, sizeof address);
    }
    return true;
}

static bool prepare(struct buf *why)
{
    if (curl.library != NULL) {
        return true;
    }
    curl.library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (curl.library == NULL) {
        buf_text(why, "HTTPS needs " LIBRARY ", which is not on this machine; Debian has it in "
                      "the package libcurl4");
        return false;
    }
    if (!find_functions(why) || curl.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        dlclose(curl.library);
        curl.library = NULL;
        return false;
    }
    return true;
}

/* ---- Ends ---- */

static void release(struct call *c)
{
    if (c->easy != NULL) {
        curl.curl_multi_remove_handle(c->client->multi, c->easy);
        curl.curl_easy_cleanup(c->easy);
        curl.curl_slist_free_all(c->headers);
    }
    wire_answer_release(&c->answer);
    if (!c->job.is_aside) {
        loop_let_go(c->job.loop);
    }
    memory_release(c);
}

static enum fetch_fault fault_of(const struct call *c, CURLcode code)
{
    if (c->is_too_large) {
        return FETCH_TOO_LARGE;
    }
    switch ((int)code) {
    case CURLE_OK: return FETCH_GOOD;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return FETCH_UNKNOWN_HOST;
    case CURLE_OPERATION_TIMEDOUT: return FETCH_TIMED_OUT;
    case CURLE_COULDNT_CONNECT: return FETCH_REFUSED;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR: return FETCH_UNTRUSTED;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return FETCH_NOT_HTTP;
    default: return FETCH_LOST;
    }
}

/* In Java's words where AWS shows these. */
static const char *reason_of(struct call *c, enum fetch_fault fault, CURLcode code)
{
    long error = 0;
    if (fault == FETCH_UNKNOWN_HOST) {
        return "Name or service not known";
    }
    if (fault == FETCH_TOO_LARGE) {
        return "its body is larger than it may be";
    }
    if (fault == FETCH_TIMED_OUT) {
        return "Read timed out";
    }
    if (fault == FETCH_REFUSED &&
        curl.curl_easy_getinfo(c->easy, CURLINFO_OS_ERRNO, &error) == CURLE_OK && error != 0) {
        return strerror((int)error);
    }
    return c->reason[0] != '\0' ? c->reason : curl.curl_easy_strerror(code);
}

static void finish(struct call *c, CURLcode code)
{
    struct fetch_job job = c->job;
    struct fetch_end end = { .fault = fault_of(c, code) };
    struct buf reason = { 0 };
    struct wire_answer answer = c->answer;
    if (end.fault == FETCH_GOOD) {
        long status = 0;
        curl.curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
        answer.status = (int)status;
        end.answer = &answer;
    } else {
        buf_text(&reason, reason_of(c, end.fault, code));
        end.reason = buf_string(&reason);
    }
    c->answer = (struct wire_answer){ .status = 0 };
    release(c);
    job.done(job.owner, &end);
    wire_answer_release(&answer);
    buf_release(&reason);
}

/* ---- The library's view of the loop ---- */

/* A call may be given up while another one is told its end. */
static void tell_ends(struct client *all)
{
    CURLMsg *message;
    int left;
    while ((message = curl.curl_multi_info_read(all->multi, &left)) != NULL) {
        struct call *c = NULL;
        CURLcode code = message->data.result;
        curl.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&c);
        finish(c, code);
    }
}

static void on_socket(evutil_socket_t fd, short what, void *owner)
{
    struct client *all = owner;
    int running, action = ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
                          ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0);
    curl.curl_multi_socket_action(all->multi, fd, action, &running);
    tell_ends(all);
}

static void on_alarm(evutil_socket_t fd, short what, void *owner)
{
    struct client *all = owner;
    int running;
    (void)fd;
    (void)what;
    curl.curl_multi_socket_action(all->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    tell_ends(all);
}

/* The library wants to hear of a socket: of what, or no more. */
static int want_socket(CURL *easy, curl_socket_t fd, int what, void *owner, void *assigned)
{
    struct client *all = owner;
    struct event *watch = assigned;
    (void)easy;
    if (watch != NULL) {
        event_free(watch);
        watch = NULL;
    }
    if (what != CURL_POLL_REMOVE) {
        short wanted = (short)(((what & CURL_POLL_IN) != 0 ? EV_READ : 0) |
                               ((what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0) | EV_PERSIST);
        watch = event_new(loop_base(all->loop), fd, wanted, on_socket, all);
        if (watch == NULL || event_add(watch, NULL) != 0) {
            memory_exhausted();
        }
    }
    curl.curl_multi_assign(all->multi, fd, watch);
    return 0;
}

static int want_alarm(CURLM *multi, long after_ms, void *owner)
{
    struct client *all = owner;
    struct timeval after = { .tv_sec = after_ms / 1000, .tv_usec = after_ms % 1000 * 1000 };
    (void)multi;
    if (after_ms < 0) {
        event_del(all->alarm);
    } else {
        event_add(all->alarm, &after);
    }
    return 0;
}

static void release_client(void *guest)
{
    struct client *all = guest;
    curl.curl_multi_cleanup(all->multi);
    event_free(all->alarm);
    memory_release(all);
}

static const struct loop_guest guest = { .release = release_client };

static struct client *client_of(struct loop *l)
{
    struct client *all = loop_guest(l, LOOP_TLS);
    if (all != NULL) {
        return all;
    }
    all = memory_zero(sizeof *all);
    all->loop = l;
    all->multi = curl.curl_multi_init();
    all->alarm = event_new(loop_base(l), -1, 0, on_alarm, all);
    if (all->multi == NULL || all->alarm == NULL) {
        memory_exhausted();
    }
    curl.curl_multi_setopt(all->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl.curl_multi_setopt(all->multi, CURLMOPT_SOCKETDATA, all);
    curl.curl_multi_setopt(all->multi, CURLMOPT_TIMERFUNCTION, want_alarm);
    curl.curl_multi_setopt(all->multi, CURLMOPT_TIMERDATA, all);
    curl.curl_multi_setopt(all->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_MAX);
    loop_take_in(l, LOOP_TLS, &guest, all);
    return all;
}

/* ---- A call ---- */

static size_t take_body(char *bytes, size_t unit, size_t count, void *owner)
{
    struct call *c = owner;
    size_t size = unit * count;
    if (size > c->job.limits.body_max - c->answer.body.size) {
        c->is_too_large = true;
        return 0;
    }
    buf_put(&c->answer.body, bytes, size);
    return size;
}

/* A line at a time; a status line begins the headers of another answer. */
static size_t take_header(char *line, size_t unit, size_t count, void *owner)
{
    struct call *c = owner;
    size_t size = unit * count;
    c->head_size += size;
    if (c->head_size > HEAD_MAX) {
        c->is_too_large = true;
        return 0;
    }
    char *text = memory_text_n(line, size), *colon = strchr(text, ':');
    if (strncmp(text, "HTTP/", 5) == 0) {
        wire_headers_release(&c->answer.headers);
    } else if (colon != NULL) {
        *colon = '\0';
        char *value = colon + 1 + strspn(colon + 1, " \t");
        value[strcspn(value, "\r\n")] = '\0';
        wire_add_received(&c->answer.headers, text, value);
    }
    memory_release(text);
    return size;
}

static void add_header(struct call *c, const char *name, const char *value)
{
    struct buf line = { 0 };
    /* This is how the library is told of an empty header, and of one that it shall leave out.
     */
    buf_print(&line, value == NULL ? "%s:" : *value == '\0' ? "%s;" : "%s: %s", name, value);
    c->headers = curl.curl_slist_append(c->headers, buf_string(&line));
    buf_release(&line);
}

static void set_headers(struct call *c, const struct wire_request *r)
{
    static const char *const not_wanted[] = { "Accept", "Expect", "Content-Type",
                                              "User-Agent" };
    for (size_t i = 0; i < sizeof not_wanted / sizeof not_wanted[0]; i++) {
        if (wire_find(&r->headers, not_wanted[i]) == NULL) {
            add_header(c, not_wanted[i], NULL);
        }
    }
    for (size_t i = 0; i < r->headers.count; i++) {
        add_header(c, r->headers.all[i].name, r->headers.all[i].value);
    }
    curl.curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
}

static void set_address(struct call *c, const struct url *u)
{
    struct buf address = { 0 };
    buf_text(&address, "https://");
    url_put_host(&address, u);
    buf_print(&address, "%s%s%s", u->path, u->query[0] != '\0' ? "?" : "", u->query);
    curl.curl_easy_setopt(c->easy, CURLOPT_URL, buf_string(&address));
    curl.curl_easy_setopt(c->easy, CURLOPT_PATH_AS_IS, 1L);
    buf_release(&address);
}

static void set_body(struct call *c, const struct wire_request *r)
{
    bool is_to_head = strcmp(r->method, "HEAD") == 0;
    bool has_body = r->body.size > 0 || strcmp(r->method, "POST") == 0 ||
                    strcmp(r->method, "PUT") == 0 || strcmp(r->method, "PATCH") == 0;
    if (is_to_head) {
        curl.curl_easy_setopt(c->easy, CURLOPT_NOBODY, 1L);
    } else if (has_body) {
        curl.curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.size);
        curl.curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, buf_string(&r->body));
    }
    curl.curl_easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, r->method);
}

/* The library counts slowness in bytes a second; it does not tell the time before the answer
 * begins from the time after that. */
static void set_limits(struct call *c, const struct fetch_limits *l)
{
    curl.curl_easy_setopt(c->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)l->connect_ms);
    curl.curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, (long)l->total_ms);
    if (l->quiet_ms > 0) {
        curl.curl_easy_setopt(c->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl.curl_easy_setopt(c->easy, CURLOPT_LOW_SPEED_TIME,
                              (long)((l->quiet_ms + 999) / 1000));
    }
}

static void set_callbacks(struct call *c)
{
    curl.curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
    curl.curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->reason);
    curl.curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
    curl.curl_easy_setopt(c->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl.curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl.curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
    curl.curl_easy_setopt(c->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl.curl_easy_setopt(c->easy, CURLOPT_HEADERDATA, c);
}

static void *start(const struct fetch_job *job)
{
    struct call *c = memory_zero(sizeof *c);
    c->job = *job;
    c->client = client_of(job->loop);
    c->easy = curl.curl_easy_init();
    if (c->easy == NULL) {
        memory_exhausted();
    }
    if (!job->is_aside) {
        loop_hold(job->loop);
    }
    set_address(c, &job->request->url);
    set_headers(c, job->request);
    set_body(c, job->request);
    set_limits(c, &job->limits);
    set_callbacks(c);
    if (job->ca_file != NULL) {
        curl.curl_easy_setopt(c->easy, CURLOPT_CAINFO, job->ca_file);
    }
    curl.curl_multi_add_handle(c->client->multi, c->easy);
    return c;
}

static void abandon(void *call)
{
    release(call);
}

const struct fetch_way fetch_tls = {
    .prepare = prepare,
    .start = start,
    .abandon = abandon,
};
