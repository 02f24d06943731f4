/*
 * asking.h - how a subcommand asks AWS's API of Step Functions: that of a server, by its URL,
 * or what a store of executions answers, in this process. If the store's server is running, it
 * is asked.
 *
 * Only a program that can serve has this.
 */
#ifndef PROGRAM_ASKING_H
#define PROGRAM_ASKING_H

#include <stdbool.h>

struct asking; /* opaque: who is asked */
struct asl_workflow;
struct option_row;
struct options;
struct value;

/* What the command line says of who is asked, beside --store; NULL where it says nothing. With
 * neither a store nor a URL it is the store in which a server of this program has its
 * executions by default. */
struct asking_place {
    const char *url;
    const char *token; /* a file */
};

struct asking_answer {
    char *code;         /* of an error, such as ExecutionDoesNotExist; NULL if it is good */
    char *message;      /* of an error; NULL */
    struct value *body; /* of a good one: never NULL */
};

struct feature_asking {
    /* Find out who is to be asked. `changes`: what is asked may change an execution that is
     * under way, which has to be loaded. Returns EXIT_SUCCEEDED and *ret_asking (new); or
     * another exit code (base/exit.h), after a message. */
    int (*open)(const struct asl_workflow *w, const struct options *o,
                const struct asking_place *place, bool changes, struct asking **ret_asking);

    /* Ask for one operation of the API. Returns true and *ret_answer, for
     * asking_answer_release(). Returns false, after a message, if nobody answers. */
    bool (*ask)(struct asking *a, const char *operation, const struct value *input,
                struct asking_answer *ret_answer);

    /* Does nothing for NULL. */
    void (*close)(struct asking *a);
};

void asking_answer_release(struct asking_answer *a);

/* How the API can be asked in this program; NULL if it was built without a server. */
const struct feature_asking *asking_of(const struct asl_workflow *w);

/* Returns the exit code for an answer: EXIT_FAILED, after a message, for an error. */
int asking_judge(const struct options *o, const struct asking_answer *a);

/* Open, ask once, and close. Returns the exit code, after a message if it is not
 * EXIT_SUCCEEDED. */
int asking_once(const struct asl_workflow *w, const struct options *o,
                const struct asking_place *place, const char *operation,
                const struct value *input);

/* The options of who is asked, as rows of a table; the struct asking_place begins `at` in the
 * feature's options. */
#define ASKING_ROWS(at)                                                                        \
    { "--store",                                                                               \
      OPTION_VALUE,                                                                            \
      "STORE",                                                                                 \
      "a server's store: sqlite:FILE or postgres:CONNINFO; if it runs, it is asked",           \
      option_text,                                                                             \
      offsetof(struct options, store),                                                         \
      0,                                                                                       \
      0 },                                                                                     \
        { "--url",     OPTION_VALUE,                                                           \
          "URL",       "a server: http://127.0.0.1:8083",                                      \
          option_text, (at) + offsetof(struct asking_place, url),                              \
          0,           0 },                                                                    \
    {                                                                                          \
        "--token", OPTION_VALUE, "FILE", "the token that the server asks for", option_text,    \
            (at) + offsetof(struct asking_place, token), 0, 0                                  \
    }

#endif
