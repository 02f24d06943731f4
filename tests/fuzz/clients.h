/*
 * clients.h - the clients of a station that a fuzzer asks: each call is answered once, or its
 * client hangs up.
 */
#ifndef TESTS_FUZZ_CLIENTS_H
#define TESTS_FUZZ_CLIENTS_H

#include <stdlib.h>

#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"

#define CLIENTS_MAX 20

/* The calls that are not answered yet. */
static struct call *open_calls[CLIENTS_MAX];

/* For a call's `on_answer`. */
static inline void client_is_answered(struct call *c, const struct service_answer *a)
{
    size_t at = 0;
    while (at < CLIENTS_MAX && open_calls[at] != c) {
        at++;
    }
    if (at == CLIENTS_MAX || service_answer_is_good(a) != (a->status == 200)) {
        abort();
    }
    open_calls[at] = NULL;
    call_close(c);
    memory_release(c);
}

static inline void clients_hang_up(void)
{
    for (size_t i = 0; i < CLIENTS_MAX; i++) {
        struct call *c = open_calls[i];
        if (c != NULL) {
            open_calls[i] = NULL;
            if (c->on_gone != NULL) {
                c->on_gone(c);
            }
            call_close(c);
            memory_release(c);
        }
    }
}

#endif
