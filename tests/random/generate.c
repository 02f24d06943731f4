/*
 * generate.c - writes random small workflows, each with an input and a mock file. They are
 * valid, they end, and the same seed and number give the same bytes.
 *
 *     generate SEED FIRST COUNT FOLDER
 *
 * makes FOLDER/wN.asl.json, FOLDER/wN.input.json and FOLDER/wN.mock.json, whose one test case
 * is "case", for COUNT numbers N from FIRST on.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/random/gen.h"
#include "tests/random/state.h"
#include "tests/random/value.h"

static void save(const char *folder, uint64_t number, const char *kind, struct buf *b)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/w%llu.%s", folder, (unsigned long long)number, kind);
    FILE *file = fopen(path, "we");
    if (file == NULL || fwrite(buf_string(b), 1, b->size, file) != b->size ||
        fclose(file) != 0) {
        perror(path);
        exit(2);
    }
    buf_release(b);
}

static void generate(const char *folder, uint64_t seed, uint64_t number)
{
    struct gen g = { .states = 0 };
    struct buf input = { 0 }, mock = { 0 };
    random_seed(&g.random, seed * UINT64_C(1000003) + number);
    buf_print(&g.definition, "{\"Comment\":\"Number %llu of seed %llu.\",",
              (unsigned long long)number, (unsigned long long)seed);
    if (gen_chance(&g, 10)) {
        buf_print(&g.definition, "\"TimeoutSeconds\":%d,", 1 + gen_below(&g, 40));
    }
    state_workflow(&g);
    buf_text(&g.definition, "}\n");
    value_base(&g, &input, 3);
    buf_print(&mock,
              "{\"StateMachines\":{\"w%llu\":{\"TestCases\":{\"case\":{%s}}}},"
              "\n\"MockedResponses\":{%s}}\n",
              (unsigned long long)number, buf_string(&g.cases), buf_string(&g.responses));
    save(folder, number, "asl.json", &g.definition);
    save(folder, number, "input.json", &input);
    save(folder, number, "mock.json", &mock);
    buf_release(&g.cases);
    buf_release(&g.responses);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: generate SEED FIRST COUNT FOLDER\n");
        return 2;
    }
    uint64_t seed = strtoull(argv[1], NULL, 10);
    uint64_t first = strtoull(argv[2], NULL, 10);
    uint64_t count = strtoull(argv[3], NULL, 10);
    for (uint64_t number = first; number < first + count; number++) {
        generate(argv[4], seed, number);
    }
    return 0;
}
