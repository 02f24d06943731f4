#include "runtime/scheduler/schedulegroup.h"

#include <stdio.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/service/taglist.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* Bounds of AWS's API reference. */
enum { NAME_MOST = 64, PAGE_MOST = 100, TAGS_MOST = 200 };

const char *schedulegroup_name(struct ask *a, const char *member)
{
    const char *name = ask_text(a, a->request, member);
    if (name == NULL) {
        return NULL;
    }
    const char *path = text_is(member, "GroupName") ? "groupName" : "name";
    if (strlen(name) > NAME_MOST) {
        ask_fail_value(a,
                       "1 validation error detected: Value '%s' at '%s' failed to satisfy "
                       "constraint: Member must have length less than or equal to %d",
                       name, path, NAME_MOST);
        return NULL;
    }
    if (!plain_is_name(name, strlen(name), NAME_MOST, ".")) {
        ask_fail_value(a,
                       "1 validation error detected: Value '%s' at '%s' failed to satisfy "
                       "constraint: Member must satisfy regular expression pattern: "
                       "^[0-9a-zA-Z-_.]+$",
                       name, path);
        return NULL;
    }
    return name;
}

/* ---- Rows ---- */

/* The group: new, or NULL if there is none. */
static struct value *find(struct ask *a, const char *name)
{
    struct value *found = NULL;
    struct statement *s =
        database_statement(a->database, "SELECT json FROM grp WHERE name = ?1");
    database_set_text(s, 1, name);
    if (database_row(s)) {
        found = database_json(s, 0);
    }
    database_leave(s);
    return found;
}

static struct value *load(struct ask *a, const char *name)
{
    struct value *found = find(a, name);
    if (found == NULL) {
        ask_fail(a, "ResourceNotFoundException", "Schedule group %s does not exist.", name);
    }
    return found;
}

bool schedulegroup_check(struct ask *a, const char *name)
{
    struct value *found = load(a, name);
    value_release(found);
    return found != NULL;
}

static void save(struct ask *a, const struct value *group)
{
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO grp (name, json) VALUES (?1, ?2)");
    database_set_text(s, 1, value_member_text(group, "Name"));
    database_set_json(s, 2, group);
    database_run(s);
}

/* New. */
static struct value *make(struct ask *a, const char *name)
{
    struct value *group = value_object();
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:scheduler:%s:%s:schedule-group/%s", account_partition(),
              account_region(), account_id(), name);
    value_set_text(&group, "Arn", buf_string(&arn));
    value_set_take(&group, "CreationDate", value_double((double)a->now_ms / 1000));
    value_set_take(&group, "LastModificationDate", value_double((double)a->now_ms / 1000));
    value_set_text(&group, "Name", name);
    value_set_text(&group, "State", "ACTIVE");
    value_set_take(&group, "Tags", value_array(0));
    buf_release(&arn);
    return group;
}

void schedulegroup_make_default(struct ask *a)
{
    struct value *found = find(a, SCHEDULEGROUP_DEFAULT);
    if (found == NULL) {
        found = make(a, SCHEDULEGROUP_DEFAULT);
        save(a, found);
    }
    value_release(found);
}

/* ---- Tags ---- */

static bool check_list(struct ask *a, const struct value *list, const char *member)
{
    return list == NULL || value_is_null(list) || value_type(list) == VALUE_ARRAY ||
           ask_fail(a, "SerializationException", "%s is not a list.", member);
}

/* Each tag has a key and a value. */
static bool check_tags(struct ask *a, const struct value *tags)
{
    static const char *const members[][2] = { { "Key", "key" }, { "Value", "value" } };
    for (size_t i = 0; i < value_count(tags); i++) {
        for (size_t j = 0; j < sizeof members / sizeof members[0]; j++) {
            if (value_member_text(value_item(tags, i), members[j][0]) == NULL) {
                char path[64];
                snprintf(path, sizeof path, "tags.%zu.member.%s", i + 1, members[j][1]);
                return ask_fail_missing(a, path);
            }
        }
    }
    return true;
}

/* Add the request's tags to the group's. */
static bool add_tags(struct ask *a, struct value **group)
{
    struct value *old = NULL, *given = NULL;
    value_member(*group, "Tags", &old);
    value_member(a->request, "Tags", &given);
    if (!check_list(a, given, "Tags") || !check_tags(a, given)) {
        return false;
    }
    struct value *tags = taglist_with(old, given);
    bool is_good = value_count(tags) <= TAGS_MOST ||
                   ask_fail_value(a, "A schedule group has at most %d tags.", TAGS_MOST);
    value_set_take(group, "Tags", tags);
    return is_good;
}

/* The group of the request's ResourceArn: new, or NULL after a failure. */
static struct value *load_tagged(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "ResourceArn");
    const char *at = arn != NULL ? strstr(arn, ":schedule-group/") : NULL;
    if (arn != NULL && at == NULL) {
        ask_fail_value(a, "Invalid ResourceArn %s: only schedule groups have tags.", arn);
    }
    return at != NULL ? load(a, strchr(at, '/') + 1) : NULL;
}

void schedulegroup_tag(struct ask *a)
{
    struct value *group = load_tagged(a);
    if (group != NULL && add_tags(a, &group)) {
        save(a, group);
    }
    value_release(group);
}

void schedulegroup_untag(struct ask *a)
{
    struct value *group = load_tagged(a), *tags = NULL, *keys = NULL;
    value_member(a->request, "TagKeys", &keys);
    if (group != NULL && check_list(a, keys, "TagKeys")) {
        value_member(group, "Tags", &tags);
        value_set_take(&group, "Tags", taglist_without(tags, keys));
        save(a, group);
    }
    value_release(group);
}

void schedulegroup_list_tags(struct ask *a)
{
    struct value *group = load_tagged(a);
    if (group != NULL) {
        value_set_take(&a->answer->body, "Tags", value_take_member(&group, "Tags"));
    }
    value_release(group);
}

/* ---- Operations ---- */

void schedulegroup_create(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    struct value *found = name != NULL ? find(a, name) : NULL;
    if (found != NULL) {
        ask_fail(a, "ConflictException", "Schedule group %s already exists.", name);
    } else if (name != NULL) {
        found = make(a, name);
        if (add_tags(a, &found)) {
            save(a, found);
            value_set_text(&a->answer->body, "ScheduleGroupArn",
                           value_member_text(found, "Arn"));
        }
    }
    value_release(found);
}

/* What is shown of a group (taken): new. */
static struct value *shown_take(struct value *group)
{
    static const char *const members[] = { "Arn", "CreationDate", "LastModificationDate",
                                           "Name", "State" };
    struct value *out = value_object();
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        value_set_take(&out, members[i], value_take_member(&group, members[i]));
    }
    value_release(group);
    return out;
}

void schedulegroup_get(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    struct value *group = name != NULL ? load(a, name) : NULL;
    if (group != NULL) {
        value_release(a->answer->body);
        a->answer->body = shown_take(group);
    }
}

/* Its schedules go with it. */
void schedulegroup_delete(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    if (name == NULL || !schedulegroup_check(a, name)) {
        return;
    }
    if (text_is(name, SCHEDULEGROUP_DEFAULT)) {
        ask_fail_value(a, "The default schedule group cannot be deleted.");
        return;
    }
    struct statement *s =
        database_statement(a->database, "DELETE FROM schedule WHERE grp = ?1");
    database_set_text(s, 1, name);
    database_run(s);
    s = database_statement(a->database, "DELETE FROM grp WHERE name = ?1");
    database_set_text(s, 1, name);
    database_run(s);
}

/* ---- Pages ---- */

bool schedulegroup_page_begin(struct ask *a, struct schedulegroup_page *ret)
{
    const char *prefix = value_member_text(a->request, "NamePrefix");
    const char *after = value_member_text(a->request, "NextToken");
    *ret = (struct schedulegroup_page){ .prefix = prefix != NULL ? prefix : "",
                                        .after = after != NULL ? after : "" };
    if (!ask_int(a, a->request, "MaxResults", PAGE_MOST, &ret->most)) {
        return false;
    }
    if (ret->most < 1 || ret->most > PAGE_MOST) {
        return ask_fail_value(a,
                              "1 validation error detected: Value '%lld' at 'maxResults' "
                              "failed to satisfy constraint: Member must have value %s than or "
                              "equal to %d",
                              (long long)ret->most, ret->most < 1 ? "greater" : "less",
                              ret->most < 1 ? 1 : PAGE_MOST);
    }
    ret->list = value_array(0);
    return true;
}

bool schedulegroup_page_add_take(struct schedulegroup_page *p, const char *key,
                                 struct value *item)
{
    p->has_more = (int64_t)value_count(p->list) == p->most;
    if (p->has_more) {
        value_release(item);
        return false;
    }
    value_append_take(&p->list, item);
    buf_clear(&p->last);
    buf_text(&p->last, key);
    return true;
}

void schedulegroup_page_end(struct ask *a, struct schedulegroup_page *p, const char *member)
{
    value_set_take(&a->answer->body, member, p->list);
    value_set_text(&a->answer->body, "NextToken", p->has_more ? buf_string(&p->last) : NULL);
    buf_release(&p->last);
}

void schedulegroup_list(struct ask *a)
{
    struct schedulegroup_page page;
    if (!schedulegroup_page_begin(a, &page)) {
        return;
    }
    struct statement *s = database_statement(
        a->database, "SELECT json, name FROM grp WHERE substr(name, 1, length(?1)) = ?1 AND "
                     "name > ?2 ORDER BY name");
    database_set_text(s, 1, page.prefix);
    database_set_text(s, 2, page.after);
    while (database_row(s)) {
        struct value *group = shown_take(database_json(s, 0));
        if (!schedulegroup_page_add_take(&page, database_text(s, 1), group)) {
            break;
        }
    }
    database_leave(s);
    schedulegroup_page_end(a, &page, "ScheduleGroups");
}
