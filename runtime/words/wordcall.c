#include "runtime/words/wordcall.h"

#include <string.h>

#include "runtime/eval/accept.h"
#include "runtime/eval/ready.h"
#include "runtime/eval/sequence.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

#define ITEMS_A_STEP 16

/* Most words look through the arrays that they are given. */
static bool may_look(struct work *w, size_t count, struct value *const *args)
{
    size_t items = 0;
    for (size_t i = 0; i < count; i++) {
        items += value_count(args[i]);
    }
    return items < ITEMS_A_STEP || work_may_go(w, items / ITEMS_A_STEP);
}

/* The arguments that are absent stand behind those that are given. */
static struct value *call_as_they_are(struct work *w, const struct ready_word *word,
                                      size_t count, struct value *const *args)
{
    struct value *all[ACCEPT_FEW] = { NULL };
    memcpy(all, args, count * sizeof *all);
    return word->word->call(w, accept_count(word->accept), all);
}

struct value *wordcall(struct work *w, struct ready_word *word, size_t count,
                       struct value *const *args, struct value *context)
{
    struct value *result = NULL;
    if (!may_look(w, count, args)) {
        return NULL;
    }
    size_t room = accept_count(word->accept);
    if (count <= room && room <= ACCEPT_FEW && accept_as_they_are(word->accept, count, args)) {
        result = call_as_they_are(w, word, count, args);
    } else {
        struct accepted a;
        if (accept_arguments(w, word->accept, count, args, context, room, &a)) {
            result = word->word->call(w, a.count, a.args);
            accept_end(&a);
        }
    }
    if (work_failed(w)) {
        value_release(result);
        return NULL;
    }
    if (value_depth_most(result) > SEQUENCE_DEPTH_MAX) {
        sequence_fits(w, result);
    }
    return result;
}
