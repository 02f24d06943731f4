/*
 * Task functions for c:LIB.so#SYMBOL, and linked in for c:SYMBOL. Files that they make stand in
 * the folder that the variable FOLDER names.
 */
#include <asl/task.h>

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static void leave_mark(const char *name)
{
    char path[4096];
    const char *folder = getenv("FOLDER");
    snprintf(path, sizeof path, "%s/%s", folder == NULL ? "." : folder, name);
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        fclose(file);
    }
}

struct json_object *wrap(struct json_object *input, struct asl_call *call);
struct json_object *wrap(struct json_object *input, struct asl_call *call)
{
    struct json_object *all = json_object_new_object();
    (void)call;
    json_object_object_add(all, "wrapped", json_object_get(input));
    return all;
}

struct json_object *decline(struct json_object *input, struct asl_call *call);
struct json_object *decline(struct json_object *input, struct asl_call *call)
{
    (void)input;
    asl_call_fail(call, "Card.Declined", "no money");
    return NULL;
}

/* Says why in what is no UTF-8. */
struct json_object *mumble(struct json_object *input, struct asl_call *call);
struct json_object *mumble(struct json_object *input, struct asl_call *call)
{
    (void)input;
    asl_call_fail(call,
                  "\xff"
                  "Bad\xc3",
                  "f\xc3\xbcr \xed\xa0\x80.");
    return NULL;
}

/* Waits until so many calls have been in here at once, for ten seconds at most, and says how
 * many have. */
struct json_object *meet(struct json_object *input, struct asl_call *call);
struct json_object *meet(struct json_object *input, struct asl_call *call)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
    static int inside;
    static int most;
    struct timespec until;
    (void)call;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    pthread_mutex_lock(&lock);
    most = ++inside > most ? inside : most;
    pthread_cond_broadcast(&came);
    while (most < json_object_get_int(input) &&
           pthread_cond_timedwait(&came, &lock, &until) == 0) {
    }
    int all = most;
    inside--;
    pthread_mutex_unlock(&lock);
    return json_object_new_int(all);
}

/* Works until nobody wants it any more, and says so. */
struct json_object *patience(struct json_object *input, struct asl_call *call);
struct json_object *patience(struct json_object *input, struct asl_call *call)
{
    (void)input;
    for (int i = 0; i < 2000 && !asl_call_cancelled(call); i++) {
        pause_ms(5);
        asl_call_heartbeat(call);
    }
    leave_mark(asl_call_cancelled(call) ? "cancelled" : "tired");
    return json_object_new_string("too late");
}

/* ---- What goes wrong ---- */

struct json_object *deep(struct json_object *input, struct asl_call *call);
struct json_object *deep(struct json_object *input, struct asl_call *call)
{
    struct json_object *v = NULL;
    (void)call;
    for (int i = json_object_get_int(input); i > 0; i--) {
        struct json_object *array = json_object_new_array();
        json_object_array_add(array, v);
        v = array;
    }
    return v;
}

struct json_object *no_utf8(struct json_object *input, struct asl_call *call);
struct json_object *no_utf8(struct json_object *input, struct asl_call *call)
{
    struct json_object *all = json_object_new_object();
    (void)input, (void)call;
    json_object_object_add(all, "text", json_object_new_string("a\xff"));
    return all;
}

struct json_object *infinite(struct json_object *input, struct asl_call *call);
struct json_object *infinite(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return json_object_new_double((double)INFINITY);
}

struct json_object *huge(struct json_object *input, struct asl_call *call);
struct json_object *huge(struct json_object *input, struct asl_call *call)
{
    size_t size = (size_t)17 << 20;
    char *text = malloc(size);
    (void)input, (void)call;
    if (text == NULL) {
        return NULL;
    }
    memset(text, 'a', size);
    struct json_object *v = json_object_new_string_len(text, (int)size);
    free(text);
    return v;
}

struct json_object *crash(struct json_object *input, struct asl_call *call);
struct json_object *crash(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    raise(SIGSEGV);
    return NULL;
}

/* ---- References that are forgotten, or given back too often ---- */

struct json_object *give_back(struct json_object *input, struct asl_call *call);
struct json_object *give_back(struct json_object *input, struct asl_call *call)
{
    (void)call;
    return input;
}

struct json_object *part(struct json_object *input, struct asl_call *call);
struct json_object *part(struct json_object *input, struct asl_call *call)
{
    (void)call;
    return json_object_object_get(input, "a");
}

struct json_object *part_inside(struct json_object *input, struct asl_call *call);
struct json_object *part_inside(struct json_object *input, struct asl_call *call)
{
    struct json_object *all = json_object_new_object();
    (void)call;
    json_object_object_add(all, "part", json_object_object_get(input, "a"));
    json_object_object_add(all, "again", json_object_object_get(input, "a"));
    return all;
}

struct json_object *put_often(struct json_object *input, struct asl_call *call);
struct json_object *put_often(struct json_object *input, struct asl_call *call)
{
    struct json_object *a = json_object_object_get(input, "a"), *all = json_object_new_object();
    (void)call;
    json_object_object_add(all, "got", json_object_get(a));
    for (int i = 0; i < 3; i++) {
        json_object_put(a);
        json_object_put(input);
    }
    return all;
}

/* ---- What ends more than the task, and what is printed ---- */

struct json_object *leave(struct json_object *input, struct asl_call *call);
struct json_object *leave(struct json_object *input, struct asl_call *call)
{
    (void)call;
    if (json_object_get_type(input) == json_type_int) {
        exit(json_object_get_int(input));
    }
    return json_object_get(input);
}

struct json_object *leave_quickly(struct json_object *input, struct asl_call *call);
struct json_object *leave_quickly(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    quick_exit(0);
}

struct json_object *leave_thread(struct json_object *input, struct asl_call *call);
struct json_object *leave_thread(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    pthread_exit(NULL);
}

static void *leave_from_thread(void *unused)
{
    (void)unused;
    exit(0);
}

struct json_object *leave_elsewhere(struct json_object *input, struct asl_call *call);
struct json_object *leave_elsewhere(struct json_object *input, struct asl_call *call)
{
    pthread_t thread;
    (void)input, (void)call;
    if (pthread_create(&thread, NULL, leave_from_thread, NULL) == 0) {
        pthread_join(thread, NULL);
    }
    return NULL;
}

/* Its child ends by exit(), which is none of the program's business. */
struct json_object *leave_child(struct json_object *input, struct asl_call *call);
struct json_object *leave_child(struct json_object *input, struct asl_call *call)
{
    int status = -1;
    pid_t child = fork();
    (void)input, (void)call;
    if (child == 0) {
        exit(3);
    }
    waitpid(child, &status, 0);
    return json_object_new_int(WEXITSTATUS(status));
}

struct json_object *talk(struct json_object *input, struct asl_call *call);
struct json_object *talk(struct json_object *input, struct asl_call *call)
{
    (void)call;
    printf("talking\n");
    puts("more");
    printf("no newline;");
    return json_object_get(input);
}
