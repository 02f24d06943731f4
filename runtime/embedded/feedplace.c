#include "runtime/embedded/feedplace.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/plainname.h"
#include "runtime/local/hub.h"
#include "runtime/value/value.h"

#define FOLDER   "feeds"
#define FILE_MAX 4096

/* ---- The file ---- */

static char *file_of(const struct feedplace_options *o, const char *table)
{
    struct buf path = { 0 };
    const char *colon = strrchr(o->function, ':');
    char *function = memory_text(colon != NULL ? colon + 1 : o->function);
    char *plain = memory_text(table);
    plainname_make(function);
    plainname_make(plain);
    buf_print(&path, "%s/" FOLDER "/%s.%s", o->folder, plain, function);
    memory_release(function);
    memory_release(plain);
    return buf_take(&path);
}

/* The sequence number that is kept for this stream: new; NULL if none is. */
static char *kept(const struct feedplace *p)
{
    struct buf text = { 0 };
    char *sequence = NULL;
    if (descriptor_read_path(p->file, &text, FILE_MAX) == 0) {
        size_t size = strlen(p->stream);
        const char *all = buf_string(&text);
        if (strncmp(all, p->stream, size) == 0 && all[size] == ' ') {
            const char *from = all + size + 1;
            sequence = memory_text_n(from, strspn(from, "0123456789"));
        }
    }
    buf_release(&text);
    return sequence;
}

/* A file that cannot be written costs no more than that records come twice. */
void feedplace_keep(const struct feedplace *p, const char *sequence)
{
    struct buf line = { 0 }, other = { 0 };
    char *slash = strrchr(p->file, '/');
    buf_print(&line, "%s %s\n", p->stream, sequence != NULL ? sequence : "");
    buf_print(&other, "%s.new", p->file);
    *slash = '\0';
    mkdir(p->file, 0700);
    *slash = '/';
    int fd = open(buf_string(&other), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        bool is_written = descriptor_write(fd, line.text, line.size) == 0;
        close(fd);
        if (is_written) {
            rename(buf_string(&other), p->file);
        }
    }
    buf_release(&line);
    buf_release(&other);
}

/* ---- The stream ---- */

/* "arn:...:table/NAME/stream/..." or "arn:...:table/NAME": new. */
static char *table_of(const char *arn)
{
    const char *name = strstr(arn, ":table/");
    name = name != NULL ? name + strlen(":table/") : arn;
    return memory_text_n(name, strcspn(name, "/"));
}

static struct value *ask(struct hub *h, const char *service, const char *operation,
                         struct value *input, int64_t now_ms, struct buf *why)
{
    struct hub_request r = { service, operation, input, now_ms };
    struct value *answer = hub_ask(h, &r, why);
    value_release(input);
    return answer;
}

static bool find_stream(struct feedplace *p, struct hub *h, int64_t now_ms, struct buf *why)
{
    struct value *input = value_object(), *table = NULL;
    value_set_text(&input, "TableName", p->table);
    struct value *answer = ask(h, "dynamodb", "DescribeTable", input, now_ms, why);
    value_member(answer, "Table", &table);
    p->stream = memory_text(value_member_text(table, "LatestStreamArn"));
    value_release(answer);
    if (answer != NULL && p->stream == NULL) {
        buf_print(why, "the table %s has no stream", p->table);
    }
    return p->stream != NULL;
}

/* The one shard that a stream has: new; NULL if it has none. */
static char *shard_of(struct feedplace *p, struct hub *h, int64_t now_ms, struct buf *why)
{
    struct value *input = value_object(), *description = NULL, *shards = NULL;
    value_set_text(&input, "StreamArn", p->stream);
    struct value *answer = ask(h, "dynamodbstreams", "DescribeStream", input, now_ms, why);
    value_member(answer, "StreamDescription", &description);
    value_member(description, "Shards", &shards);
    char *shard = value_count(shards) == 0
                      ? NULL
                      : memory_text(value_member_text(value_item(shards, 0), "ShardId"));
    value_release(answer);
    return shard;
}

/* Returns false, with the reason in `why`, if the stream cannot be read. */
static bool begin(struct feedplace *p, struct hub *h, int64_t now_ms, struct buf *why)
{
    if (p->stream == NULL && !find_stream(p, h, now_ms, why)) {
        return false;
    }
    char *sequence = kept(p);
    memory_release(p->shard);
    p->shard = shard_of(p, h, now_ms, why);
    struct value *input = value_object();
    value_set_text(&input, "StreamArn", p->stream);
    value_set_text(&input, "ShardId", p->shard);
    value_set_text(&input, "SequenceNumber", sequence);
    value_set_text(&input, "ShardIteratorType",
                   sequence != NULL ? "AFTER_SEQUENCE_NUMBER"
                   : p->is_latest   ? "LATEST"
                                    : "TRIM_HORIZON");
    struct value *answer = ask(h, "dynamodbstreams", "GetShardIterator", input, now_ms, why);
    p->iterator = memory_text(value_member_text(answer, "ShardIterator"));
    value_release(answer);
    memory_release(sequence);
    return p->iterator != NULL;
}

/* The answer of GetRecords; NULL if it cannot be read there. */
static struct value *get_records(struct feedplace *p, struct hub *h, size_t most,
                                 int64_t now_ms, struct buf *why)
{
    struct value *input = value_object();
    value_set_text(&input, "ShardIterator", p->iterator);
    value_set_take(&input, "Limit", value_int((int64_t)most));
    return ask(h, "dynamodbstreams", "GetRecords", input, now_ms, why);
}

/* A place is good for a quarter of an hour: then it is asked for anew. */
struct value *feedplace_next(struct feedplace *p, struct hub *h, size_t most, int64_t now_ms,
                             struct buf *why)
{
    struct value *records = NULL, *answer = NULL;
    if (p->iterator != NULL) {
        answer = get_records(p, h, most, now_ms, why);
    }
    if (answer == NULL) {
        buf_clear(why);
        memory_release(p->iterator);
        p->iterator = NULL;
        answer = begin(p, h, now_ms, why) ? get_records(p, h, most, now_ms, why) : NULL;
    }
    if (answer == NULL) {
        return NULL;
    }
    memory_release(p->iterator);
    p->iterator = memory_text(value_member_text(answer, "NextShardIterator"));
    records = value_member(answer, "Records", &records) ? value_share(records) : value_array(0);
    value_release(answer);
    return records;
}

/* ---- Coming and going ---- */

void feedplace_open(struct feedplace *p, const struct feedplace_options *o)
{
    *p = (struct feedplace){ .table = table_of(o->table), .is_latest = o->is_latest };
    p->file = file_of(o, p->table);
}

void feedplace_close(struct feedplace *p)
{
    memory_release(p->stream);
    memory_release(p->shard);
    memory_release(p->table);
    memory_release(p->file);
    memory_release(p->iterator);
}
