#include "runtime/s3/bucket.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/s3.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/blob.h"
#include "runtime/vault/lock.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define NAME_MIN_BYTES 3
#define NAME_MAX_BYTES 63
#define PAGE           10000

/* ---- Names ---- */

static bool is_edge(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_address(const char *name)
{
    return strspn(name, "0123456789.") == strlen(name) && strchr(name, '.') != NULL;
}

/* What AWS keeps for its own names. */
static bool is_reserved(const char *name)
{
    static const char *const begins[] = { "xn--", "sthree-", "amzn-s3-demo-" };
    static const char *const ends[] = { "-s3alias", "--ol-s3", ".mrap", "--x-s3",
                                        "--table-s3" };
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        if (strncmp(name, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (text_ends_with(name, ends[i])) {
            return true;
        }
    }
    return false;
}

bool bucket_is_name(const char *name)
{
    size_t size = strlen(name);
    if (size < NAME_MIN_BYTES || size > NAME_MAX_BYTES || !is_edge(name[0]) ||
        !is_edge(name[size - 1]) || is_address(name) || is_reserved(name) ||
        strstr(name, "..") != NULL) {
        return false;
    }
    for (const char *c = name; *c != '\0'; c++) {
        if (!is_edge(*c) && *c != '-' && *c != '.') {
            return false;
        }
    }
    return true;
}

/* ---- Made ---- */

static void store(struct visit *v, const char *name, const char *region)
{
    struct statement *s = database_statement(
        v->ask.database, "INSERT OR REPLACE INTO bucket (name, made_ms, region, notifications) "
                         "VALUES (?1, ?2, ?3, '{}')");
    database_set_text(s, 1, name);
    database_set_int(s, 2, v->ask.now_ms);
    database_set_text(s, 3, region);
    database_run(s);
}

/* What was known of a bucket that is gone. */
static void forget(struct visit *v, const char *name)
{
    static const char *const all[] = { "DELETE FROM bucket WHERE name = ?1",
                                       "DELETE FROM object WHERE bucket = ?1",
                                       "DELETE FROM upload WHERE bucket = ?1",
                                       "DELETE FROM setting WHERE bucket = ?1",
                                       "DELETE FROM version WHERE bucket = ?1" };
    struct statement *uploads =
        database_statement(v->ask.database, "SELECT id FROM upload WHERE bucket = ?1");
    database_set_text(uploads, 1, name);
    while (database_row(uploads)) {
        value_append_take(&v->uploads, value_text(database_text(uploads, 0)));
    }
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct statement *s = database_statement(v->ask.database, all[i]);
        database_set_text(s, 1, name);
        database_run(s);
    }
}

bool bucket_make(struct visit *v, const char *name, const char *region)
{
    int error = blob_make_bucket(v->root, name);
    if (error != 0) {
        return visit_refuse_file(v, error);
    }
    forget(v, name);
    store(v, name, region);
    return true;
}

static const char *wanted_region(struct visit *v)
{
    struct value *configuration = NULL;
    value_member(v->ask.request, "CreateBucketConfiguration", &configuration);
    const char *region = value_member_text(configuration, "LocationConstraint");
    return region != NULL && region[0] != '\0' ? region : account_region();
}

/* As in AWS's first region, where who makes a bucket again is told that it is there. */
static bool is_first_region(const char *region)
{
    return strcmp(region, "us-east-1") == 0;
}

/* Such as "eu-west-1": words of small letters, and a digit. */
static bool is_region(const char *region)
{
    size_t words = 0;
    while (strspn(region, "abcdefghijklmnopqrstuvwxyz") > 0) {
        region += strspn(region, "abcdefghijklmnopqrstuvwxyz");
        if (*region != '-') {
            return false;
        }
        region++;
        words++;
    }
    return words >= 2 && region[0] >= '1' && region[0] <= '9' && region[1] == '\0';
}

static void answer_created(struct visit *v, const char *name, const char *region)
{
    struct value *body = value_object();
    struct buf location = { 0 };
    if (is_first_region(region)) {
        buf_print(&location, "/%s", name);
    } else {
        buf_print(&location, "http://%s.s3.amazonaws.com/", name);
    }
    value_set_text(&body, "Location", buf_string(&location));
    visit_answer(v, body);
    buf_release(&location);
}

static void store_member(struct visit *v, const char *name, const char *member,
                         const char *text)
{
    struct value *is = value_object();
    value_set_text(&is, member, text);
    setting_store(v, v->bucket, name, is);
    value_release(is);
}

/* What the request to make a bucket says that it shall be. */
static bool set_up(struct visit *v)
{
    const char *ownership = visit_text(v, "ObjectOwnership");
    struct value *locks = NULL, *grants;
    if (!acl_read(v, &grants)) {
        blob_remove_bucket(v->root, v->bucket);
        return false;
    }
    if (grants != NULL) {
        setting_store(v, v->bucket, SETTING_ACL, grants);
    }
    if (ownership != NULL) {
        struct value *is = value_object(), *rules = value_array(0), *rule = value_object();
        value_set_text(&rule, "ObjectOwnership", ownership);
        value_append_take(&rules, rule);
        value_set_take(&is, "Rules", rules);
        setting_store(v, v->bucket, SETTING_OWNERSHIP, is);
        value_release(is);
    }
    if (value_member(v->ask.request, "ObjectLockEnabledForBucket", &locks) &&
        value_is_true(locks)) {
        store_member(v, SETTING_VERSIONING, "Status", "Enabled");
        store_member(v, SETTING_LOCK, "ObjectLockEnabled", "Enabled");
    }
    value_release(grants);
    return true;
}

/* The first region is meant where none is said; "EU" is an old name of one. */
static bool check_region(struct visit *v)
{
    struct value *configuration = NULL;
    value_member(v->ask.request, "CreateBucketConfiguration", &configuration);
    const char *region = value_member_text(configuration, "LocationConstraint");
    bool is_good = region == NULL || region[0] == '\0' || strcmp(region, "EU") == 0 ||
                   (!is_first_region(region) && is_region(region));
    if (!is_good) {
        visit_refuse(v, "InvalidLocationConstraint");
        visit_detail(v, "LocationConstraint", region);
    }
    return is_good;
}

void bucket_create(struct ask *a)
{
    struct visit *v = visit_of(a);
    const char *name = ask_text(a, a->request, "Bucket"), *region = wanted_region(v);
    struct value *whole = NULL;
    if (name == NULL) {
        return;
    }
    value_member(a->request, "Bucket", &whole);
    v->bucket = name;
    if (value_string_size(whole) != strlen(name) || !bucket_is_name(name)) {
        visit_refuse(v, "InvalidBucketName");
    } else if (!check_region(v)) {
        return;
    } else if (visit_has_bucket(v, name)
                   ? is_first_region(region) || visit_refuse(v, "BucketAlreadyOwnedByYou")
                   : bucket_make(v, name, region) && set_up(v)) {
        answer_created(v, name, region);
    }
}

void bucket_delete(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct buf why = { 0 };
    struct s3_keys keys = { .keys = NULL };
    if (!visit_bucket(v)) {
        return;
    }
    bool has_keys = (s3_list(v->folder, v->bucket, "", &keys, &why) && keys.count > 0) ||
                    versions_are_there(v, v->bucket);
    int error = has_keys ? -ENOTEMPTY : blob_remove_bucket(v->root, v->bucket);
    s3_release_keys(&keys);
    buf_release(&why);
    if (error == -ENOTEMPTY) {
        visit_refuse(v, "BucketNotEmpty");
    } else if (error != 0) {
        visit_refuse_file(v, error);
    } else {
        forget(v, v->bucket);
        visit_answer(v, NULL);
        a->answer->status = 204;
    }
}

/* ---- Asked about ---- */

/* The bucket's region, new, and when it was made: of one that was made by hand, what the folder
 * says. */
static char *about(struct visit *v, const char *name, int64_t *ret_made_ms)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT region, made_ms FROM bucket WHERE name = ?1");
    struct stat st;
    char *region = NULL;
    database_set_text(s, 1, name);
    if (database_row(s)) {
        region = memory_text(database_text(s, 0));
        *ret_made_ms = database_int(s, 1);
        database_leave(s);
        return region;
    }
    bool is_there = fstatat(v->root, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    *ret_made_ms = is_there ? st.st_mtim.tv_sec * INT64_C(1000) : 0;
    return memory_text(account_region());
}

void bucket_head(struct ask *a)
{
    struct visit *v = visit_of(a);
    int64_t made_ms;
    if (visit_bucket(v)) {
        char *region = about(v, v->bucket, &made_ms);
        struct value *body = value_object();
        value_set_text(&body, "BucketRegion", region);
        value_set_take(&body, "AccessPointAlias", value_bool(false));
        visit_answer(v, body);
        memory_release(region);
    }
}

void bucket_get_location(struct ask *a)
{
    struct visit *v = visit_of(a);
    int64_t made_ms;
    if (visit_bucket(v)) {
        char *region = about(v, v->bucket, &made_ms);
        struct value *body = value_object();
        if (!is_first_region(region)) {
            value_set_text(&body, "LocationConstraint", region);
        }
        visit_answer(v, body);
        memory_release(region);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of all buckets that begin so, in their order. */
static struct s3_keys names_of(struct visit *v, const char *prefix)
{
    struct s3_keys names = { .keys = NULL };
    int fd = openat(v->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL; e = readdir(d)) {
        if (strncmp(e->d_name, prefix, strlen(prefix)) == 0 && visit_has_bucket(v, e->d_name)) {
            names.keys = memory_grow(names.keys, names.count, &names.room, sizeof *names.keys);
            names.keys[names.count++] = memory_text(e->d_name);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    if (names.count > 0) {
        qsort(names.keys, names.count, sizeof *names.keys, by_name);
    }
    return names;
}

static struct value *show(struct visit *v, const char *name)
{
    struct value *one = value_object();
    int64_t made_ms;
    char *region = about(v, name, &made_ms);
    value_set_text(&one, "Name", name);
    value_set_take(&one, "CreationDate", value_int(made_ms / 1000));
    value_set_text(&one, "BucketRegion", region);
    memory_release(region);
    return one;
}

static void answer_list(struct visit *v, const struct s3_keys *names, int64_t most,
                        const char *prefix)
{
    struct value *list = value_array(0), *owner = value_object(), *body = value_object();
    const char *after = visit_text(v, "ContinuationToken"), *last = NULL;
    for (size_t i = 0; i < names->count; i++) {
        bool is_behind = after == NULL || strcmp(names->keys[i], after) > 0;
        if (is_behind && (int64_t)value_count(list) == most) {
            value_set_text(&body, "ContinuationToken", last);
            break;
        }
        if (is_behind) {
            last = names->keys[i];
            value_append_take(&list, show(v, last));
        }
    }
    value_set_text(&owner, "ID", account_id());
    value_set_take(&body, "Buckets", list);
    value_set_take(&body, "Owner", owner);
    value_set_text(&body, "Prefix", prefix);
    visit_answer(v, body);
}

void bucket_list(struct ask *a)
{
    struct visit *v = visit_of(a);
    const char *prefix = visit_text(v, "Prefix");
    int64_t most;
    if (!ask_int(a, a->request, "MaxBuckets", PAGE, &most)) {
        return;
    }
    if (most < 1 || most > PAGE) {
        visit_refuse_with(v, "InvalidArgument",
                          "Argument max-buckets must be an integer between 1 and 10000");
        return;
    }
    struct s3_keys names = names_of(v, prefix != NULL ? prefix : "");
    answer_list(v, &names, most, prefix);
    s3_release_keys(&names);
}

/* ---- Versions ---- */

void bucket_get_versioning(struct ask *a)
{
    struct visit *v = visit_of(a);
    if (visit_bucket(v)) {
        struct value *is = setting_load(v, v->bucket, SETTING_VERSIONING);
        visit_answer(v, is != NULL ? is : value_object());
    }
}

void bucket_put_versioning(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *configuration = NULL;
    value_member(a->request, "VersioningConfiguration", &configuration);
    const char *status = value_member_text(configuration, "Status");
    if (!visit_bucket(v)) {
        return;
    }
    if (status == NULL) {
        visit_refuse(v, "IllegalVersioningConfigurationException");
    } else if (strcmp(status, "Enabled") != 0 && strcmp(status, "Suspended") != 0) {
        visit_refuse(v, "MalformedXML");
    } else if (strcmp(status, "Suspended") == 0 && lock_is_enabled(v, v->bucket)) {
        visit_refuse_with(v, "InvalidBucketState",
                          "An Object Lock configuration is present on this bucket, so the "
                          "versioning state cannot be changed.");
    } else {
        setting_store(v, v->bucket, SETTING_VERSIONING, configuration);
    }
}

/* ---- Notifications ---- */

static const struct {
    const char *list, *arn;
} targets[] = { { "TopicConfigurations", "TopicArn" },
                { "QueueConfigurations", "QueueArn" },
                { "LambdaFunctionConfigurations", "LambdaFunctionArn" } };

/* "arn:PARTITION:SERVICE:REGION:ACCOUNT:NAME", and events of S3. */
static bool check_target(struct visit *v, const char *arn, const struct value *events)
{
    size_t colons = 0;
    for (const char *c = arn; *c != '\0'; c++) {
        colons += *c == ':';
    }
    if (strncmp(arn, "arn:", 4) != 0 || colons < 5) {
        return visit_refuse_with(v, "InvalidArgument", "The ARN is not well formed");
    }
    for (size_t i = 0; i < value_count(events); i++) {
        const struct value *event = value_item(events, i);
        if (value_type(event) != VALUE_STRING || strncmp(value_string(event), "s3:", 3) != 0) {
            return visit_refuse_with(v, "InvalidArgument",
                                     "A specified event is not supported for notifications.");
        }
    }
    return true;
}

/* One target, with an identifier where it has none; NULL after a failure. */
static struct value *checked_one(struct visit *v, struct value *one, const char *arn)
{
    struct value *events = NULL, *kept = value_share(one);
    if (value_type(one) != VALUE_OBJECT || value_member_text(one, arn) == NULL ||
        !value_member(one, "Events", &events) || value_count(events) == 0) {
        value_release(kept);
        visit_refuse(v, "MalformedXML");
        return NULL;
    }
    if (!check_target(v, value_member_text(one, arn), events)) {
        value_release(kept);
        return NULL;
    }
    if (value_member_text(one, "Id") == NULL) {
        char id[RANDOM_UUID_SIZE + 1];
        random_uuid(v->ask.random, id);
        value_set_text(&kept, "Id", id);
    }
    return kept;
}

/* Returns false after a failure. */
static bool check_list(struct visit *v, const struct value *configuration, size_t target,
                       struct value **kept)
{
    struct value *list = NULL, *good = value_array(0);
    bool is_good = true;
    value_member(configuration, targets[target].list, &list);
    for (size_t i = 0; i < value_count(list) && is_good; i++) {
        struct value *one = checked_one(v, value_item(list, i), targets[target].arn);
        is_good = one != NULL;
        if (is_good) {
            value_append_take(&good, one);
        }
    }
    if (is_good && value_count(good) > 0) {
        value_set_take(kept, targets[target].list, value_share(good));
    }
    value_release(good);
    return is_good;
}

static void store_notifications(struct visit *v, const struct value *kept)
{
    struct statement *s = database_statement(
        v->ask.database, "INSERT INTO bucket (name, made_ms, region, notifications) VALUES "
                         "(?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET notifications = "
                         "?4");
    int64_t made_ms;
    char *region = about(v, v->bucket, &made_ms);
    database_set_text(s, 1, v->bucket);
    database_set_int(s, 2, made_ms);
    database_set_text(s, 3, region);
    database_set_json(s, 4, kept);
    database_run(s);
    memory_release(region);
}

void bucket_put_notifications(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *configuration = NULL, *kept = value_object();
    bool is_good = visit_bucket(v);
    if (is_good && (!value_member(a->request, "NotificationConfiguration", &configuration) ||
                    value_type(configuration) != VALUE_OBJECT)) {
        is_good = visit_refuse(v, "MalformedXML");
    }
    for (size_t i = 0; i < sizeof targets / sizeof targets[0] && is_good; i++) {
        is_good = check_list(v, configuration, i, &kept);
    }
    if (is_good) {
        struct value *bus = NULL;
        if (value_member(configuration, "EventBridgeConfiguration", &bus) &&
            !value_is_null(bus)) {
            value_set_take(&kept, "EventBridgeConfiguration", value_object());
        }
        store_notifications(v, kept);
    }
    value_release(kept);
}

void bucket_get_notifications(struct ask *a)
{
    struct visit *v = visit_of(a);
    if (!visit_bucket(v)) {
        return;
    }
    struct statement *s =
        database_statement(a->database, "SELECT notifications FROM bucket WHERE name = ?1");
    database_set_text(s, 1, v->bucket);
    if (database_row(s)) {
        visit_answer(v, database_json(s, 0));
        database_leave(s);
    }
}
