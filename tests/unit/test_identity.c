/*
 * The name of an execution and the ARNs that follow from it.
 */
#include "runtime/exec/identity.h"

#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/memory.h"
#include "tests/unit/unit.h"

/* What is drawn after a start does not depend on who asks for the texts, and when. */
static void drawn_at_the_start(void)
{
    struct names names;
    struct random early, late;
    char a[RANDOM_UUID_SIZE + 1], b[RANDOM_UUID_SIZE + 1];
    names_open(&names, "order");
    for (int express = 0; express < 2; express++) {
        struct identity asked, silent;
        random_seed(&early, 7);
        random_seed(&late, 7);
        identity_begin(&asked, &names, NULL, NULL, express, &early);
        const struct identity_texts *texts = identity_texts(&asked);
        identity_begin(&silent, &names, NULL, NULL, express, &late);
        random_uuid(&early, a);
        random_uuid(&late, b);
        UNIT_TEXT(a, b);
        UNIT_TEXT(identity_texts(&silent)->arn, texts->arn);
        UNIT_TEXT(identity_texts(&silent)->name, texts->name);
        CU_ASSERT_PTR_EQUAL(identity_texts(&silent), identity_texts(&silent));
        CU_ASSERT_PTR_NOT_NULL(
            strstr(texts->arn, express ? ":express:order:" : ":execution:order:"));
        CU_ASSERT_TRUE(strcmp(texts->name, a) != 0);
        identity_release(&asked);
        identity_release(&silent);
    }
    names_close(&names);
}

/* what is given is kept, also through texts that were made before. */
static void given(void)
{
    struct names names;
    struct random r;
    struct identity i, again = { .names = NULL };
    random_seed(&r, 1);
    names_open(&names, "order");
    identity_begin(&i, &names, "one", "arn:aws:iam::1:role/mine", false, &r);
    const struct identity_texts *t = identity_texts(&i);
    UNIT_TEXT(t->name, "one");
    UNIT_TEXT(t->machine_name, "order");
    UNIT_TEXT(t->role_arn, "arn:aws:iam::1:role/mine");
    struct identity_texts copy = { .name = memory_text(t->name),
                                   .arn = memory_text(t->arn),
                                   .machine_arn = memory_text(t->machine_arn),
                                   .role_arn = memory_text(t->role_arn) };
    identity_restore(&again, &copy);
    UNIT_TEXT(identity_texts(&again)->arn, t->arn);
    UNIT_TEXT(identity_texts(&again)->machine_name, "order");
    identity_release(&again);
    identity_release(&i);
    names_close(&names);
}

UNIT_MAIN("identity", { "drawn at the start", drawn_at_the_start }, { "given", given })
