/*
 * talk.c - the embedded DynamoDB on standard input and output: each line "OPERATION JSON" is a
 * request, each line "STATUS JSON" its answer, or "STATUS" if it has no body. With --make it
 * makes tables that are missing.
 *
 *     talk [--make] FOLDER
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/dynamo/dynamo.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static int64_t now_ms(void)
{
    struct clock clock;
    clock_start_real(&clock);
    return clock_now_ms(&clock);
}

static void answer(struct dynamo *d, char *line, bool makes)
{
    struct service_answer a;
    struct value *request = NULL;
    struct read_error error;
    struct buf made = { 0 };
    char *blank = strchr(line, ' ');
    const char *json = blank != NULL ? blank + 1 : "{}";
    if (blank != NULL) {
        *blank = '\0';
    }
    if (!read_json(json, strlen(json), &request, &error)) {
        printf("0 \"%s\"\n", error.message);
        return;
    }
    if (makes) {
        dynamo_make_for(d, request, now_ms(), &made);
        fputs(buf_string(&made), stderr);
    }
    dynamo_answer(d, line, request, now_ms(), &a);
    struct value *shown = service_answer_json(&a);
    char *text = write_text(shown);
    printf("%d%s%s\n", a.status, a.is_bare ? "" : " ", a.is_bare ? "" : text);
    fflush(stdout);
    memory_release(text);
    value_release(shown);
    value_release(request);
    service_answer_release(&a);
    buf_release(&made);
}

int main(int argc, char **argv)
{
    struct random random;
    struct dynamo *d = NULL;
    struct buf why = { 0 };
    char *line = NULL;
    size_t room = 0;
    random_seed_system(&random);
    bool makes = argc == 3 && strcmp(argv[1], "--make") == 0;
    if (argc != 2 && !makes) {
        fputs("usage: talk [--make] FOLDER\n", stderr);
        return 2;
    }
    if (!dynamo_open(argv[argc - 1], &random, &d, &why)) {
        fprintf(stderr, "%s\n", buf_string(&why));
        buf_release(&why);
        return 1;
    }
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#') {
            answer(d, line, makes);
        }
    }
    free(line);
    dynamo_close(d);
    return 0;
}
