/*
 * The embedded EventBridge Scheduler: tests/services/scheduler.txt has a request after the
 * other, with what is answered. The operation Tick is none of the service's: time has passed,
 * and what is shown is what is handed on.
 */
#include "runtime/scheduler/scheduler.h"

#include "tests/unit/service.h"

#define TESTS "tests/services/scheduler.txt"

static struct scheduler *scheduler;

static void open_scheduler(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "NextToken";
    CU_ASSERT_FALSE(scheduler_has_file(path));
    CU_ASSERT_TRUE_FATAL(scheduler_open(path, &service_chance, &scheduler, &why));
    CU_ASSERT_TRUE(scheduler_has_file(path));
    memory_release(path);
}

static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    (void)out;
    if (strcmp(operation, "Tick") == 0) {
        service_answer_good(ret_answer, scheduler_tick(scheduler, now_ms));
    } else {
        scheduler_answer(scheduler, operation, request, now_ms, ret_answer);
    }
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_scheduler(#name);                                                                 \
        groups_run(TESTS, #name, check);                                                       \
        scheduler_close(scheduler);                                                            \
    }

SECTION(schedules)
SECTION(groups)
SECTION(refused)
SECTION(pages)
SECTION(started)
SECTION(given)

UNIT_MAIN("scheduler", { "schedules", schedules }, { "groups", groups }, { "refused", refused },
          { "pages", pages }, { "started", started }, { "given", given })
