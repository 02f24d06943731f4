/*
 * batch: an execution a line, NDJSON in and out, the answers in the order of the lines.
 *
 * Each line runs as soon as it is read: the next one is read when it has ended, or waits for
 * something. So lines that wait for nothing are under way one at a time.
 *
 * With --jobs the lines are run by a crew of forks of this process, each of which is a batch of
 * its own; here they are only read, given away and put in order.
 *
 * A window of entries stands between the two: the oldest one whose answer is missing holds back
 * the answers behind it, and a full window holds back the reading. So memory is bounded,
 * whatever comes and however slowly it is taken.
 *
 * With --store each line's execution is kept: the same command answers lines that have ended
 * from the store, and goes on with the others. The store of a crew is here, and its workers
 * borrow it.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/command/crew.h"
#include "runtime/command/lines.h"
#include "runtime/command/port.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/program/feature.h"
#include "runtime/program/keeping.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define IN_FLIGHT_DEFAULT 1000
#define IN_FLIGHT_MAX     1000000
#define WINDOW_BYTES      (64u << 20)
#define OUT_BYTES         (256u << 10)
#define PIPE_PART         4096 /* a pipe that is ready takes so much without waiting */
#define PROGRESS_MS       200
#define FAREWELL_MS       1000 /* for answers that are there, once all is stopped */

struct batch_options {
    struct options common;
    size_t in_flight; /* 0 if the command line does not say it */
    size_t jobs;      /* the same */
};

/* One line. While it runs `size` counts its input, then its answer. */
struct entry {
    struct batch *batch;
    char *answer; /* owned; NULL while it runs, and if it is stopped */
    size_t size;
};

struct batch {
    struct session *session; /* its own, unless executions are kept */
    struct session own;
    const struct feature_keeping *keeping; /* if they are: by this, */
    struct kept *kept;                     /* and here */
    const struct options *options;
    struct crew *crew; /* owned; NULL if the lines are run here */
    bool is_worker;    /* one of a crew */
    struct lines lines;
    struct port in, out;
    struct buf written;     /* answers on their way out */
    size_t sent;            /* of them */
    struct entry *window;   /* [room], a ring */
    struct random *chances; /* [room]: what each entry draws from; NULL without --seed */
    size_t room, first, count;
    size_t bytes; /* of all entries */
    uint64_t answered, failed;
    bool has_progress;  /* standard error is a terminal */
    bool shares_screen; /* and so is standard output: answers come where the progress stands */
    bool is_shown;      /* the progress stands on the last line */
    uint64_t progress_timer;
    bool has_lost;      /* a worker, and maybe lines */
    bool is_deserted;   /* the last one, too */
    bool is_held;       /* there was no room for the next line, which may be there already */
    int signal;         /* that stopped it */
    int error;          /* errno of what broke it */
    const char *broken; /* what it was */
};

/* ---- Progress ---------------------------------------------------------------------------- */

static void show_progress(void *owner)
{
    struct batch *b = owner;
    b->progress_timer = 0;
    fprintf(stderr, "\r%" PRIu64 " answered, %" PRIu64 " failed, %zu under way\033[K",
            b->answered, b->failed, b->count);
    b->is_shown = true;
}

/* Soon, so that a burst is shown once. */
static void progress(struct batch *b)
{
    if (b->has_progress && b->progress_timer == 0) {
        b->progress_timer = loop_real_deadline(b->session->loop, PROGRESS_MS, show_progress, b);
    }
}

/* An answer is about to be written: it gets a line of its own, and the progress comes again. */
static void make_way(struct batch *b)
{
    if (b->is_shown && b->shares_screen) {
        fputs("\r\033[K", stderr);
        b->is_shown = false;
        progress(b);
    }
}

/* ---- Answers ----------------------------------------------------------------------------- */

/* The answer is taken. */
static void answer_text(struct batch *b, struct entry *e, struct buf *text, bool failed)
{
    b->bytes = b->bytes - e->size + text->size;
    e->size = text->size;
    e->answer = buf_take(text);
    b->failed += failed;
    progress(b);
}

static void answer_entry(struct batch *b, struct entry *e, const struct value *v, bool failed)
{
    struct buf text = { 0 };
    if (b->is_worker) {
        buf_char(&text, failed ? CREW_BAD : CREW_GOOD);
    }
    write_json(&text, v);
    buf_char(&text, '\n');
    answer_text(b, e, &text, failed);
}

/* Both keys are always there, so that no output looks like it by chance. */
static void answer_failure_to(struct batch *b, struct entry *e, const char *error,
                              const char *cause)
{
    struct value *o = value_object();
    value_set_take(&o, "error", error == NULL ? NULL : value_text(error));
    value_set_take(&o, "cause", cause == NULL ? NULL : value_text(cause));
    answer_entry(b, e, o, true);
    value_release(o);
}

static void on_end(void *owner, struct execution *x)
{
    struct batch *b = owner;
    struct entry *e = x->owner;
    if (x->status == EXECUTION_SUCCEEDED) {
        answer_entry(b, e, x->output, false);
    } else if (b->signal == 0 && b->error == 0) {
        answer_failure_to(b, e, x->error, x->cause);
    }
    run_release(x);
}

static void on_kept_end(void *owner, const struct answer *a)
{
    struct entry *e = owner;
    if (a->status == EXECUTION_SUCCEEDED) {
        answer_entry(e->batch, e, a->output, false);
    } else {
        answer_failure_to(e->batch, e, a->error, a->cause);
    }
}

/* ---- A crew's answers -------------------------------------------------------------------- */

static void on_answer(void *owner, void *line, bool is_good, const char *text, size_t size)
{
    struct buf answer = { 0 };
    buf_put(&answer, text, size);
    answer_text(owner, line, &answer, !is_good);
}

/* Whether it was run to its end nobody knows, so it is not run again. */
static void on_lost(void *owner, void *line, uint64_t number, const char *how)
{
    struct batch *b = owner;
    struct buf cause = { 0 };
    if (b->signal == 0 && b->error == 0) {
        buf_print(&cause, "line %" PRIu64 ": the worker that had it was %s", number, how);
        answer_failure_to(b, line, "WorkerLost", buf_string(&cause));
    }
    buf_release(&cause);
}

static const struct crew_listener listener = { .answered = on_answer, .lost = on_lost };

static void on_stop(void *owner, int signal)
{
    struct batch *b = owner;
    b->signal = signal;
    b->session->is_stopped = true;
}

/* Move the answers whose turn it is to what is written next. */
static void collect_answers(struct batch *b)
{
    while (b->count > 0 && b->window[b->first].answer != NULL && b->written.size < OUT_BYTES) {
        struct entry *e = &b->window[b->first];
        buf_put(&b->written, e->answer, e->size);
        memory_release(e->answer);
        b->bytes -= e->size;
        b->first = (b->first + 1) % b->room;
        b->count--;
        b->answered++;
    }
}

/* ---- Lines in ---------------------------------------------------------------------------- */

static struct entry *new_entry(struct batch *b, size_t size)
{
    struct entry *e = &b->window[(b->first + b->count++) % b->room];
    *e = (struct entry){ .batch = b, .size = size };
    b->bytes += size;
    return e;
}

static void refuse(struct batch *b, struct entry *e, const struct line *line,
                   const struct read_error *error)
{
    struct buf cause = { 0 }, why = { 0 };
    buf_print(&cause, "line %" PRIu64, line->number);
    if (line->is_too_long) {
        buf_print(&cause, ": it is longer than %u bytes", LINES_SIZE_MAX);
    } else if (!session_takes_size(b->session, line->size, &why)) {
        buf_print(&cause, ": %s", why.text);
    } else {
        buf_print(&cause, ", column %d: not JSON: %s", error->column, error->message);
    }
    answer_failure_to(b, e, "InvalidExecutionInput", buf_string(&cause));
    buf_release(&cause);
    buf_release(&why);
}

/* The first line begins where the file does, and may have the file's byte order mark. */
static bool read_line(const struct line *line, struct value **ret_input,
                      struct read_error *ret_error)
{
    return line->number == 1 ? read_json_written(line->text, line->size, ret_input, ret_error)
                             : read_json(line->text, line->size, ret_input, ret_error);
}

static void begin_here(struct batch *b, struct entry *e, uint64_t number, struct value *input)
{
    struct random *chance = b->chances == NULL ? NULL : &b->chances[e - b->window];
    char *name = keeping_line_name(b->options, number);
    session_start_nth(b->session, number, name, input, chance)->owner = e;
    memory_release(name);
}

static void begin_kept(struct batch *b, struct entry *e, uint64_t number, struct value *input)
{
    struct buf why = { 0 };
    char *name = keeping_line_name(b->options, number);
    struct keeping_start start = { name, input, number, on_kept_end, e };
    if (!b->keeping->begin(b->kept, &start, &why)) {
        answer_failure_to(b, e, "ExecutionAlreadyExists", buf_string(&why));
    }
    memory_release(name);
    buf_release(&why);
}

static void begin_line(struct batch *b, const struct line *line)
{
    struct read_error error;
    struct value *input = NULL;
    struct entry *e = new_entry(b, line->size);
    if (b->crew != NULL && !line->is_too_long) {
        crew_give(b->crew, line, e);
        return;
    }
    if (line->is_too_long || !session_takes_size(b->session, line->size, NULL) ||
        !read_line(line, &input, &error)) {
        refuse(b, e, line, &error);
        return;
    }
    (b->keeping != NULL ? begin_kept : begin_here)(b, e, line->number, input);
    value_release(input);
}

/* Nobody can run another line. */
static bool is_deserted(const struct batch *b)
{
    return b->crew != NULL && !crew_is_alive(b->crew);
}

static bool has_room(const struct batch *b)
{
    return !is_deserted(b) && b->written.size < OUT_BYTES && b->count < b->room &&
           (b->count == 0 || b->bytes < WINDOW_BYTES);
}

static bool next_line(struct batch *b, struct line *ret_line)
{
    while (has_room(b) && lines_next(&b->lines, ret_line)) {
        if (b->is_worker) {
            crew_number(ret_line);
        }
        if (!lines_is_blank(ret_line)) {
            return true;
        }
    }
    b->is_held = !has_room(b);
    return false;
}

static void broke(struct batch *b, int error, const char *what)
{
    b->error = error;
    b->broken = what;
}

/* A line whose tasks never wait ends within so many turns, or goes on beside the next ones. */
#define TURNS_MAX 16

/* Run each line that is there until it ends or waits, before the next one is looked at. */
static void run_lines(struct batch *b)
{
    struct engine *e = &b->session->engine;
    struct line line;
    while (next_line(b, &line)) {
        begin_line(b, &line);
        turn_step(e);
        for (int turn = 0; turn < TURNS_MAX && turn_is_due(e); turn++) {
            turn_news(e, false);
            turn_step(e);
        }
        collect_answers(b);
    }
}

static void read_lines(struct batch *b)
{
    run_lines(b);
    if (!has_room(b) || b->lines.has_ended || !port_take(&b->in)) {
        return;
    }
    int error = lines_fill(&b->lines);
    if (error != 0) {
        broke(b, -error, "standard input: cannot be read");
    }
    run_lines(b);
}

/* ---- Answers out ------------------------------------------------------------------------- */

/* Write while it does not wait, or for `patience_ms` more at a time. */
static void write_answers(struct batch *b, int patience_ms)
{
    bool can_wait = b->out.event != NULL;
    while (b->sent < b->written.size && b->error == 0) {
        size_t size = b->written.size - b->sent;
        struct pollfd ready = { .fd = b->out.fd, .events = POLLOUT };
        if (can_wait && poll(&ready, 1, patience_ms) <= 0) {
            return;
        }
        make_way(b);
        ssize_t sent = write(b->out.fd, b->written.text + b->sent,
                             can_wait && size > PIPE_PART ? PIPE_PART : size);
        if (sent >= 0) {
            b->sent += (size_t)sent;
        } else if (errno != EINTR) {
            broke(b, errno, "standard output: cannot be written");
        }
    }
    if (b->sent == b->written.size) {
        b->sent = 0;
        buf_clear(&b->written);
    }
}

static void send_answers(struct batch *b)
{
    do {
        collect_answers(b);
        write_answers(b, 0);
    } while (b->error == 0 && b->written.size == 0 && b->count > 0 &&
             b->window[b->first].answer != NULL);
}

/* ---- The work ---------------------------------------------------------------------------- */

static bool is_done(const struct batch *b)
{
    bool has_read = b->lines.has_ended && b->lines.begin == b->lines.text.size;
    return b->signal != 0 || b->error != 0 ||
           ((has_read || is_deserted(b)) && b->count == 0 && b->written.size == 0);
}

/* Take the loop's news; sleep for them where there is nothing else to do. */
static void turn(struct batch *b)
{
    bool reads = has_room(b) && !b->lines.has_ended;
    port_ask(&b->in, reads);
    port_ask(&b->out, b->written.size > 0);
    if (b->crew != NULL) {
        crew_ask(b->crew);
    }
    bool busy =
        has_room(b) && (b->is_held || (reads && (b->in.event == NULL || b->in.is_ready)));
    if (!turn_news(&b->session->engine, !busy) && !busy && !is_done(b)) {
        session_run(b->session);
    }
    port_take(&b->out);
}

static void work(struct batch *b)
{
    while (!is_done(b)) {
        read_lines(b);
        turn_step(&b->session->engine);
        if (b->crew != NULL) {
            crew_take(b->crew);
        }
        send_answers(b);
        if (!is_done(b)) {
            turn(b);
        }
    }
}

/* Lines whose answers nobody has taken. */
static uint64_t unsent(const struct batch *b)
{
    uint64_t count = 0;
    for (size_t i = b->sent; i < b->written.size; i++) {
        count += b->written.text[i] == '\n';
    }
    return count;
}

static void say_stopped(const struct batch *b)
{
    message_print(b->options->program,
                  "stopped by SIG%s; lines answered: %" PRIu64
                  "; lines read but not answered: %" PRIu64 "%s",
                  sigabbrev_np(b->signal), b->answered - unsent(b), b->count + unsent(b),
                  b->keeping != NULL ? "; the same command goes on with them" : "");
}

static void stop_all(struct batch *b)
{
    if (b->keeping == NULL) {
        session_abort(b->session);
    }
    if (b->crew != NULL) {
        b->has_lost = crew_has_lost(b->crew);
        b->is_deserted = is_deserted(b);
        crew_close(b->crew, b->signal != 0 || b->error != 0);
        b->crew = NULL;
    }
}

static int farewell(struct batch *b)
{
    stop_all(b);
    collect_answers(b);
    write_answers(b, FAREWELL_MS);
    if (b->has_progress) {
        show_progress(b);
        fputc('\n', stderr);
    }
    if (b->signal != 0) {
        if (!b->is_worker) {
            say_stopped(b);
        }
        return EXIT_ABORTED;
    }
    if (b->error != 0 && b->error != EPIPE) {
        message_print(b->options->program, "%s: %s", b->broken, strerror(b->error));
        return EXIT_MACHINE;
    }
    if (b->is_deserted) {
        message_print(b->options->program,
                      "no worker is left; lines not read: those from %" PRIu64 " on",
                      b->lines.number + 1);
    }
    if (b->has_lost) {
        return EXIT_MACHINE;
    }
    return b->failed > 0 ? EXIT_FAILED : EXIT_SUCCEEDED;
}

/* The forks of a session that is bound. Returns false, after a message, if there cannot be so
 * many. */
static bool open_crew(struct batch *b, size_t jobs)
{
    if (jobs <= 1) {
        return true;
    }
    struct crew_place place;
    int error = crew_fork(jobs, &b->crew, &place);
    if (error != 0) {
        message_print(b->options->program, "--jobs %zu: no process can be started: %s", jobs,
                      strerror(error));
        return false;
    }
    b->is_worker = b->crew == NULL;
    if (b->is_worker && b->keeping != NULL) {
        b->keeping->share(b->kept, place.index, jobs, place.lender);
    } else if (b->is_worker) {
        close(place.lender);
        session_renew(b->session, &b->session->deployment);
    } else {
        crew_join(b->crew, b->session->loop, b->options->program, &listener, b);
        crew_lend(b->crew, b->keeping, b->kept);
    }
    return true;
}

static void open_streams(struct batch *b)
{
    b->has_progress = !b->is_worker && isatty(STDERR_FILENO) != 0;
    b->shares_screen = isatty(output_fd()) != 0;
    lines_open(&b->lines, STDIN_FILENO);
    b->lines.most += b->is_worker ? CREW_HEAD_SIZE : 0;
    port_open_reading(&b->in, b->session->loop, STDIN_FILENO);
    port_open_writing(&b->out, b->session->loop, output_fd());
    loop_on_stop(b->session->loop, on_stop, b);
    signal(SIGPIPE, SIG_IGN);
}

/* Returns an exit code. */
static int open_here(struct batch *b, const struct asl_workflow *w)
{
    b->session = &b->own;
    session_open(b->session, w, b->options);
    b->session->engine.on_end = on_end;
    b->session->engine.owner = b;
    if (!session_bind(b->session)) {
        return EXIT_USAGE;
    }
    return session_trace(b->session, w) ? EXIT_SUCCEEDED : EXIT_MACHINE;
}

/* The same with --store. */
static int open_kept(struct batch *b, const struct asl_workflow *w)
{
    b->keeping = keeping_of(w, b->options);
    int code =
        b->keeping == NULL ? EXIT_USAGE : b->keeping->open(w, b->options, NULL, &b->kept);
    b->session = code == EXIT_SUCCEEDED ? b->keeping->session(b->kept) : NULL;
    return code;
}

static int open_batch(struct batch *b, const struct asl_workflow *w)
{
    const struct options *o = b->options;
    const struct batch_options *own = (const struct batch_options *)o;
    const char *why = keeping_lines_misfit(o);
    if (why != NULL) {
        message_print(o->program, "%s", why);
        return EXIT_USAGE;
    }
    b->room = own->in_flight > 0 ? own->in_flight : IN_FLIGHT_DEFAULT;
    b->window = memory_zero(b->room * sizeof *b->window);
    b->chances =
        o->seeded && !options_keep(o) ? memory_array(b->room, sizeof *b->chances) : NULL;
    return (options_keep(o) ? open_kept : open_here)(b, w);
}

static void close_batch(struct batch *b)
{
    port_close(&b->in);
    port_close(&b->out);
    lines_close(&b->lines);
    buf_release(&b->written);
    if (b->kept != NULL) {
        b->keeping->close(b->kept);
    } else if (b->session != NULL) {
        session_close(b->session);
    }
    for (size_t i = 0; i < b->count; i++) {
        memory_release(b->window[(b->first + i) % b->room].answer);
    }
    memory_release(b->window);
    memory_release(b->chances);
}

static int run_batch(const struct asl_workflow *w, const struct options *o)
{
    struct batch b = { .options = o };
    int code = open_batch(&b, w);
    if (code == EXIT_SUCCEEDED && !open_crew(&b, ((const struct batch_options *)o)->jobs)) {
        code = EXIT_MACHINE;
    }
    if (code == EXIT_SUCCEEDED) {
        open_streams(&b);
        work(&b);
        code = farewell(&b);
    }
    close_batch(&b);
    return code;
}

static bool set_jobs(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    struct batch_options *own = (struct batch_options *)o;
    bool is_set = option_count(o, row, value, why);
    if (is_set && own->jobs == 0) {
        own->jobs = crew_processors();
    }
    return is_set;
}

static const struct option_row own_options[] = {
    { "--in-flight", OPTION_VALUE, "N", "so many executions at once; default 1000",
      option_count, offsetof(struct batch_options, in_flight), 1, IN_FLIGHT_MAX },
    { "--jobs", OPTION_VALUE, "N",
      "so many processes run the lines; default 1; 0: as many as processors", set_jobs,
      offsetof(struct batch_options, jobs), 0, CREW_MAX },
    OPTION_END,
};

static const struct option_row *const options[] = {
    own_options,   options_name, options_store,  options_mock, options_session,
    options_local, options_load, options_traces, NULL,
};

const struct asl_feature asl_feature_batch = {
    .word = "batch",
    .usage = "[OPTION]... < NDJSON",
    .help = "run the workflow once for each line of standard input; the answers come in the "
            "lines' order",
    .options = options,
    .size = sizeof(struct batch_options),
    .run = run_batch,
};
