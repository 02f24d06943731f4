/*
 * least.c - the least that json-c allows for C tasks that get an array of numbers: each task
 * gets objects of its own, which it may change, so they are made for it and released behind it.
 *
 *   least TURNS ITEMS   TURNS times inside bench_states(): an array of ITEMS numbers is made, a
 *                       tenth of it is read, and all of it is released
 */
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int64_t bench_states(const int64_t *items, int count, int turns);

static int64_t use(struct json_object *array)
{
    int64_t sum = 0;
    size_t count = json_object_array_length(array) / 10;
    for (size_t i = 0; i < count; i++) {
        sum += json_object_get_int64(json_object_array_get_idx(array, i));
    }
    return sum;
}

__attribute__((noinline)) int64_t bench_states(const int64_t *items, int count, int turns)
{
    int64_t sum = 0;
    for (int turn = 0; turn < turns; turn++) {
        struct json_object *array = json_object_new_array_ext(count);
        for (int i = 0; i < count; i++) {
            json_object_array_add(array, json_object_new_int64(items[i]));
        }
        sum += use(array);
        json_object_put(array);
    }
    return sum;
}

int main(int argc, char **argv)
{
    int turns = argc == 3 ? (int)strtol(argv[1], NULL, 10) : 0;
    int count = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
    int64_t *items = calloc((size_t)count + 1, sizeof *items);
    if (turns < 1 || count < 1 || items == NULL) {
        fprintf(stderr, "least TURNS ITEMS\n");
        return 2;
    }
    for (int i = 0; i < count; i++) {
        items[i] = i;
    }
    printf("%lld\n", (long long)bench_states(items, count, turns));
    free(items);
    return 0;
}
