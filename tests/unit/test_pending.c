/*
 * Tasks that wait for somebody outside: tests/services/pending.txt has a request after the
 * other, with what is answered and what the task's owner is told.
 */
#include "runtime/token/pending.h"
#include "tests/unit/service.h"

#define TESTS "tests/services/pending.txt"
#define MANY  5000

static struct pending_list *list;
static struct pending *last;    /* the task that began to wait last */
static struct pending *offered; /* to a worker */
static struct buf told;

static void add_text(struct buf *b, const char *text)
{
    buf_print(b, " %s", text != NULL ? text : "-");
}

static void tell(void *owner, struct pending_news *news)
{
    static const char *const words[] = { "taken by", "heartbeat", "success", "failure",
                                         "returned" };
    char *state = owner;
    buf_print(&told, " %s: %s", state, words[news->kind]);
    if (news->kind == PENDING_TAKEN) {
        add_text(&told, news->worker);
    } else if (news->kind == PENDING_SUCCESS) {
        buf_char(&told, ' ');
        write_json(&told, news->value);
    } else if (news->kind == PENDING_FAILURE) {
        add_text(&told, news->error);
        add_text(&told, news->cause);
    }
    value_release(news->value);
    memory_release(news->error);
    memory_release(news->cause);
}

static void wait(const struct value *r, int64_t now_ms)
{
    static const char *const states[] = { "A", "B", "C", "D" };
    const char *state = value_member_text(r, "state");
    struct value *input = NULL;
    value_member(r, "input", &input);
    last = pending_add(list, &(struct pending_task){
                                 .token = value_member_text(r, "token"),
                                 .activity = value_member_text(r, "activity"),
                                 .state = state,
                                 .execution = value_member_text(r, "execution"),
                                 .since_ms = now_ms,
                                 .input = input,
                                 .tell = tell,
                                 .owner = (void *)(uintptr_t)states[state[0] - 'A'],
                             });
    buf_print(&told, "%zu waiting", pending_count(list));
}

/* What the process does that has the tasks. Returns false for a request of the API. */
static bool act(const char *operation, const struct value *r, int64_t now_ms)
{
    if (strcmp(operation, "Wait") == 0) {
        wait(r, now_ms);
    } else if (strcmp(operation, "Leave") == 0) {
        pending_remove(list, last);
        buf_print(&told, "%zu waiting", pending_count(list));
    } else if (strcmp(operation, "Offer") == 0) {
        offered = pending_offer(list, value_member_text(r, "activity"), &offered);
        struct value *shown = offered != NULL ? pending_show(offered) : NULL;
        if (shown != NULL) {
            write_json(&told, shown);
        } else {
            buf_text(&told, "none");
        }
        value_release(shown);
    } else if (strcmp(operation, "Take") == 0) {
        if (offered != NULL) {
            pending_take(offered, value_member_text(r, "worker"));
        } else {
            buf_text(&told, "it is gone");
        }
    } else if (strcmp(operation, "Return") == 0) {
        pending_return(list, value_member_text(r, "token"));
    } else if (strcmp(operation, "Refuse") == 0) {
        pending_refuse(offered);
        buf_text(&told, "A");
    } else {
        return false;
    }
    return true;
}

static void check(const char *expression, const char *input, const char *wanted)
{
    char *operation;
    int64_t now_ms = 1000 * strtoll(expression, &operation, 10);
    struct value *request = service_request(input);
    struct buf said = { 0 };
    buf_clear(&told);
    if (!act(operation + 1, request, now_ms)) {
        struct service_answer answer = { 0 };
        pending_answer(list, operation + 1, request, &answer);
        struct value *json = service_answer_json(&answer);
        write_json(&said, json);
        value_release(json);
        service_answer_release(&answer);
    }
    buf_text(&said, buf_string(&told) + (said.size == 0 && told.text[0] == ' '));
    char *plain = service_plain(buf_string(&said));
    UNIT_TEXT(plain, wanted);
    memory_release(plain);
    buf_release(&said);
    value_release(request);
}

static void empty(const char *operation)
{
    struct value *all = NULL;
    struct service_answer answer = { 0 };
    pending_answer(list, operation, NULL, &answer);
    value_member(answer.body, "waiting", &all);
    for (size_t i = 0; i < value_count(all); i++) {
        struct service_answer ignored = { 0 };
        struct value *request = value_object();
        value_set_text(&request, "taskToken", value_member_text(value_item(all, i), "token"));
        pending_answer(list, "SendTaskFailure", request, &ignored);
        value_release(request);
        service_answer_release(&ignored);
    }
    service_answer_release(&answer);
    CU_ASSERT_EQUAL(pending_count(list), 0);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        list = pending_list_new();                                                             \
        groups_run(TESTS, #name, check);                                                       \
        empty("ListWaiting");                                                                  \
        pending_list_release(list);                                                            \
        buf_release(&told);                                                                    \
    }

SECTION(answers)
SECTION(refused)
SECTION(workers)

/* how long texts may be; checked without a list, too. */
static void lengths(void)
{
    static const struct {
        const char *operation, *key;
        size_t most;
    } limits[] = { { "SendTaskSuccess", "output", 262144 },
                   { "SendTaskFailure", "error", 256 },
                   { "SendTaskFailure", "cause", 32768 } };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        for (size_t more = 0; more < 2; more++) {
            size_t size = limits[i].most + more;
            char *text = memory_get(size);
            memset(text, '1', size);
            struct value *request = value_object();
            value_set_text(&request, "taskToken", "00000000-0000-0000-0000-000000000001");
            value_set_take(&request, limits[i].key, value_text_n(text, size));
            struct service_answer answer = { 0 };
            CU_ASSERT_EQUAL(pending_check(limits[i].operation, request, &answer), more == 0);
            if (more > 0) {
                CU_ASSERT_STRING_EQUAL(answer.code, "ValidationException");
            }
            service_answer_release(&answer);
            value_release(request);
            memory_release(text);
        }
    }
}

/* Tokens are found however many there are, in whatever order they come. */
static void many(void)
{
    char token[40], state[] = "A";
    list = pending_list_new();
    for (int i = 0; i < MANY; i++) {
        snprintf(token, sizeof token, "00000000-0000-0000-0000-%012x", i);
        pending_add(list, &(struct pending_task){
                              .token = token, .state = state, .tell = tell, .owner = state });
    }
    for (int i = 0; i < MANY; i++) {
        struct service_answer answer = { 0 };
        struct value *request = value_object();
        snprintf(token, sizeof token, "00000000-0000-0000-0000-%012x", i * 7 % MANY);
        value_set_text(&request, "taskToken", token);
        pending_answer(list, "SendTaskFailure", request, &answer);
        CU_ASSERT_TRUE(service_answer_is_good(&answer));
        service_answer_release(&answer);
        value_release(request);
        buf_clear(&told);
    }
    CU_ASSERT_EQUAL(pending_count(list), 0);
    pending_list_release(list);
    buf_release(&told);
}

UNIT_MAIN("pending", { "answers", answers }, { "refused", refused }, { "workers", workers },
          { "lengths", lengths }, { "many", many })
