/*
 * mutate.c - mutants of real definitions, through the compiler in this process.
 *
 *     mutate [--seed S] [--first N] [--count C] [--keep FOLDER] FILE...
 *
 * makes C mutants of the FILEs, numbers N, N + 1, ..., and writes a line for each: its number,
 * the compiler's verdict, the kind of its first change, a hash of all that came of it, the file
 * that it was. A finding is told on standard error, and its text kept in FOLDER. Exit 1 with
 * findings.
 *
 *     mutate [--seed S] --print --first N FILE...       the text of one
 *     mutate [--seed S] --emit FOLDER FILE... < NUMBERS
 *
 * writes of each wN.asl.json, its C wN.c, an input and a mock file, as tests/random/drive
 * wants.
 *
 *     mutate --look REPORT                               the histories that runs have left
 *
 * A mutant may take CPU_SECONDS of processor and MEMORY_MB; it is judged in a process of its
 * own line, so that one that ends it is told of, and the next is made.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/mutate/answers.h"
#include "tests/mutate/corpus.h"
#include "tests/mutate/history.h"
#include "tests/mutate/judge.h"
#include "tests/mutate/mutant.h"

enum {
    CPU_SECONDS = 5,    /* what is usual takes milliseconds, with sanitizers too */
    WALL_SECONDS = 120, /* for what waits and takes no processor */
    MEMORY_MB = 512,
    AGAIN_EVERY = 7, /* such mutants are judged a second time, and in another layout */
};

/* GCC says it with the one, clang with the other. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifndef HAS_ASAN
#define HAS_ASAN 0
#endif

#if HAS_ASAN
/* As in the sanitizer's own header, which not every compiler's package has. */
size_t __sanitizer_get_current_allocated_bytes(void);
const char *__asan_default_options(void);

/* The bounds of a plain build are the system's; here they are the sanitizer's own. */
const char *__asan_default_options(void)
{
    return "abort_on_error=1:max_allocation_size_mb=512:hard_rss_limit_mb=1024:"
           "quarantine_size_mb=16";
}
#endif

struct order {
    const struct corpus *corpus;
    uint64_t seed, first, count;
    const char *keep; /* or NULL */
    const char *emit; /* or NULL */
    const char *look; /* or NULL */
    bool print;
};

/* What a worker tells whoever waits for it, whatever becomes of it. */
struct shared {
    uint64_t number;
    uint64_t findings;
};

/* Where nobody counts it, 0. */
static size_t memory_in_use(void)
{
#if HAS_ASAN
    return __sanitizer_get_current_allocated_bytes();
#else
    return 0;
#endif
}

static void bound_memory(void)
{
#if !HAS_ASAN
    struct rlimit limit = { (rlim_t)MEMORY_MB << 20, (rlim_t)MEMORY_MB << 20 };
    setrlimit(RLIMIT_AS, &limit);
#endif
}

static void bound_time(time_t cpu_seconds, unsigned wall_seconds)
{
    struct itimerval timer = { .it_value = { .tv_sec = cpu_seconds } };
    setitimer(ITIMER_PROF, &timer, NULL);
    alarm(wall_seconds);
}

static void save(const char *folder, uint64_t number, const char *kind, const struct buf *b)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/w%" PRIu64 ".%s", folder, number, kind);
    FILE *file = fopen(path, "we");
    if (file == NULL || fwrite(buf_string(b), 1, b->size, file) != b->size ||
        fclose(file) != 0) {
        perror(path);
        exit(2);
    }
}

static void name_of(uint64_t number, char out[64])
{
    snprintf(out, 64, "w%" PRIu64 ".asl.json", number);
}

static void tell(const struct order *o, uint64_t number, const struct mutant *m,
                 const char *what, int size)
{
    fprintf(stderr, "mutant %" PRIu64 " of seed %" PRIu64 " (%s, %s): %.*s\n", number, o->seed,
            m->kind, m->base, size, what);
    if (o->keep != NULL) {
        save(o->keep, number, "asl.json", &m->text);
    }
}

static enum judge_how usual(uint64_t number)
{
    return number % 2 == 0 ? JUDGE_PLAIN : JUDGE_DEBUG;
}

static struct judgement judge_it(uint64_t number, const struct buf *text, enum judge_how how)
{
    char name[64];
    name_of(number, name);
    return judge(name, buf_string(text), text->size, how);
}

/* What is allocated once and kept is no leak: it is not there a second time. */
static bool leaks(uint64_t number, const struct mutant *m)
{
    size_t before = memory_in_use();
    struct judgement j = judge_it(number, &m->text, usual(number));
    judgement_release(&j);
    return memory_in_use() != before;
}

/* The same again comes to the same; with other white space, to the same of the same values; and
 * nothing is good for an express workflow alone. */
static void judge_again(uint64_t number, const struct mutant *m, struct judgement *j)
{
    struct judgement again = judge_it(number, &m->text, usual(number));
    if (judgement_hash(&again) != judgement_hash(j)) {
        buf_text(&j->wrong, "a second time it comes to something else\n");
    }
    judgement_release(&again);
    again = judge_it(number, &m->text, JUDGE_EXPRESS);
    if (again.verdict > j->verdict) {
        buf_text(&j->wrong, "it is good for an express workflow alone\n");
    }
    buf_put(&j->wrong, buf_string(&again.wrong), again.wrong.size);
    judgement_release(&again);
    if (j->verdict == VERDICT_NO_JSON) {
        return;
    }
    struct buf text = mutant_laid_out(buf_string(&m->text), m->text.size, number);
    again = judge_it(number, &text, usual(number));
    if (again.verdict != j->verdict ||
        strcmp(buf_string(&again.slugs), buf_string(&j->slugs)) != 0) {
        buf_text(&j->wrong, "with other white space it comes to other messages\n");
    }
    if (usual(number) == JUDGE_PLAIN && !judge_same_program(&again.c, &j->c)) {
        buf_text(&j->wrong, "with other white space it comes to another program\n");
    }
    buf_put(&j->wrong, buf_string(&again.wrong), again.wrong.size);
    judgement_release(&again);
    buf_release(&text);
}

static void examine(const struct order *o, uint64_t number, struct shared *s)
{
    bound_time(CPU_SECONDS, WALL_SECONDS);
    struct mutant m = mutant_make(o->corpus, o->seed, number);
    size_t before = memory_in_use();
    struct judgement j = judge_it(number, &m.text, usual(number));
    if (number % AGAIN_EVERY == 0) {
        judge_again(number, &m, &j);
    }
    printf("%" PRIu64 " %s %s %016" PRIx64 " %s\n", number, verdict_word(j.verdict), m.kind,
           judgement_hash(&j), m.base);
    fflush(stdout);
    struct buf wrong = j.wrong;
    j.wrong = (struct buf){ 0 };
    judgement_release(&j);
    if (memory_in_use() != before && wrong.size == 0 && leaks(number, &m)) {
        buf_text(&wrong, "memory leaks\n");
    }
    bound_time(0, 0);
    for (const char *line = buf_string(&wrong); *line != '\0';) {
        int size = (int)strcspn(line, "\n");
        tell(o, number, &m, line, size);
        line += size + 1;
        s->findings++;
    }
    buf_release(&wrong);
    buf_release(&m.text);
}

/* What has ended a worker is told of in another process, since to make the mutant again may end
 * that as well: its places are found by the compiler's own reader. */
static void tell_end(const struct order *o, uint64_t number, int status)
{
    char what[80];
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    snprintf(what, sizeof what, "%s (%s %d)",
             signal == SIGPROF   ? "takes too much time"
             : signal == SIGALRM ? "hangs"
                                 : "ends the compiler",
             signal != 0 ? "signal" : "exit", signal != 0 ? signal : WEXITSTATUS(status));
    pid_t teller = fork();
    if (teller == 0) {
        bound_time(CPU_SECONDS, WALL_SECONDS);
        struct mutant m = mutant_make(o->corpus, o->seed, number);
        printf("%" PRIu64 " ended %s - %s\n", number, m.kind, m.base);
        tell(o, number, &m, what, (int)strlen(what));
        buf_release(&m.text);
        exit(0);
    }
    if (teller < 0 || waitpid(teller, &status, 0) != teller) {
        perror("fork");
        exit(2);
    }
    if (status != 0) {
        const char *base = o->corpus->texts[number % o->corpus->count].path;
        printf("%" PRIu64 " ended - - %s\n", number, base);
        fprintf(stderr, "mutant %" PRIu64 " of seed %" PRIu64 " (%s): %s as it is made\n",
                number, o->seed, base, what);
        fflush(stdout);
    }
}

/* All of them, in a process that is made anew behind each mutant that ends it. */
static int examine_all(const struct order *o)
{
    struct shared *s =
        mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    uint64_t end = o->first + o->count;
    s->number = o->first;
    while (s->number < end) {
        int status = 0;
        pid_t worker = fork();
        if (worker == 0) {
            bound_memory();
            for (; s->number < end; s->number++) {
                examine(o, s->number, s);
            }
            exit(0);
        }
        if (worker < 0 || waitpid(worker, &status, 0) != worker) {
            perror("fork");
            exit(2);
        }
        if (status != 0) {
            s->findings++;
            /* At its end: what the sanitizer finds leaked belongs to none of them. */
            if (s->number < end) {
                tell_end(o, s->number++, status);
            }
        }
    }
    return s->findings == 0 ? 0 : 1;
}

static void emit(const struct order *o, uint64_t number)
{
    char name[64];
    struct buf input = { 0 }, mock = { 0 };
    struct mutant m = mutant_make(o->corpus, o->seed, number);
    name_of(number, name);
    struct judgement j = judge(name, buf_string(&m.text), m.text.size, JUDGE_PLAIN);
    answers_make(buf_string(&m.text), m.text.size, o->seed * 31 + number, &input, &mock);
    save(o->emit, number, "asl.json", &m.text);
    save(o->emit, number, "c", &j.c);
    save(o->emit, number, "input.json", &input);
    save(o->emit, number, "mock.json", &mock);
    judgement_release(&j);
    buf_release(&input);
    buf_release(&mock);
    buf_release(&m.text);
}

static int emit_all(const struct order *o)
{
    uint64_t number;
    while (scanf("%" SCNu64, &number) == 1) {
        emit(o, number);
    }
    return 0;
}

static int print_one(const struct order *o)
{
    struct mutant m = mutant_make(o->corpus, o->seed, o->first);
    fwrite(buf_string(&m.text), 1, m.text.size, stdout);
    buf_release(&m.text);
    return 0;
}

static int look_at_runs(const char *report)
{
    size_t wrong, count = history_look(report, &wrong);
    printf("%zu runs, %zu wrong\n", count, wrong);
    return wrong == 0 ? 0 : 1;
}

static char **read_order(struct order *o, char **argv)
{
    for (argv++; *argv != NULL && strncmp(*argv, "--", 2) == 0; argv++) {
        if (strcmp(*argv, "--print") == 0) {
            o->print = true;
        } else if (argv[1] == NULL) {
            return NULL;
        } else if (strcmp(*argv, "--seed") == 0) {
            o->seed = strtoull(*++argv, NULL, 10);
        } else if (strcmp(*argv, "--first") == 0) {
            o->first = strtoull(*++argv, NULL, 10);
        } else if (strcmp(*argv, "--count") == 0) {
            o->count = strtoull(*++argv, NULL, 10);
        } else if (strcmp(*argv, "--keep") == 0) {
            o->keep = *++argv;
        } else if (strcmp(*argv, "--emit") == 0) {
            o->emit = *++argv;
        } else if (strcmp(*argv, "--look") == 0) {
            o->look = *++argv;
        } else {
            return NULL;
        }
    }
    return argv;
}

int main(int argc, char **argv)
{
    struct corpus corpus = { .count = 0 };
    struct order o = { .corpus = &corpus, .seed = 1, .count = 1 };
    char **files = read_order(&o, argv);
    if (files == NULL || (files == argv + argc && o.look == NULL)) {
        fprintf(stderr, "usage: mutate [--seed S] [--first N] [--count C] [--keep FOLDER | "
                        "--print | --emit FOLDER] FILE...\n       mutate --look REPORT\n");
        return 2;
    }
    corpus_read(&corpus, files, (size_t)(argv + argc - files));
    int code = o.look != NULL   ? look_at_runs(o.look)
               : o.print        ? print_one(&o)
               : o.emit != NULL ? emit_all(&o)
                                : examine_all(&o);
    corpus_release(&corpus);
    return code;
}
