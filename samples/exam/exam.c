/*
 * Two tasks of exam.asl.json: marking a paper, and what happens to a student who has failed for
 * good.
 */
#include <asl/task.h>
#include <stddef.h>
#include <string.h>

/* How each question wants its source cited. */
static const char *const key[] = { "author-date", "quotation marks", "page number",
                                   "bibliography", "paraphrase" };
enum { QUESTIONS = sizeof key / sizeof key[0], PASS_PERCENT = 80 };

struct json_object *sit_exam(struct json_object *input, struct asl_call *call);
struct json_object *report_to_faculty(struct json_object *input, struct asl_call *call);

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

/* What was not handed in has no right answers. */
static int right_answers(struct json_object *paper)
{
    int right = 0;
    if (!json_object_is_type(paper, json_type_array)) {
        return 0;
    }
    for (size_t i = 0; i < QUESTIONS && i < json_object_array_length(paper); i++) {
        struct json_object *answer = json_object_array_get_idx(paper, i);
        if (json_object_is_type(answer, json_type_string) &&
            strcmp(json_object_get_string(answer), key[i]) == 0) {
            right++;
        }
    }
    return right;
}

/* The papers of all attempts come with the input, since nobody sits here to write them. */
struct json_object *sit_exam(struct json_object *input, struct asl_call *call)
{
    struct json_object *papers = member(input, "papers");
    int attempt = json_object_get_int(member(input, "attempt"));
    if (!json_object_is_type(papers, json_type_array) || attempt < 1) {
        asl_call_fail(call, "Exam.NoPapers", "The input has no list of papers.");
        return NULL;
    }
    struct json_object *paper = json_object_array_get_idx(papers, (size_t)attempt - 1);
    int score = right_answers(paper) * 100 / QUESTIONS;
    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "score", json_object_new_int(score));
    json_object_object_add(result, "passed", json_object_new_boolean(score >= PASS_PERCENT));
    return result;
}

struct json_object *report_to_faculty(struct json_object *input, struct asl_call *call)
{
    (void)call;
    struct json_object *id = member(member(input, "student"), "id");
    struct json_object *report = json_object_new_object();
    json_object_object_add(report, "student", json_object_get(id));
    json_object_object_add(report, "outcome", json_object_new_string("administrative action"));
    json_object_object_add(report, "attempts", json_object_get(member(input, "attempts")));
    json_object_object_add(report, "score", json_object_get(member(input, "lastScore")));
    return report;
}
