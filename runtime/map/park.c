/*
 * Turns a Map Run into data, and data into a Map Run: every member but the open dataset is a
 * row here, or is written and read by hand.
 */
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/map/run.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define ROW(name) MEMBER(struct map_run, name)

static const struct member members[] = {
    ROW(label),
    ROW(id),
    ROW(arn),
    ROW(names.machine_arn),
    ROW(names.machine_name),
    ROW(names.role_arn),
    ROW(names.standard_stem),
    ROW(names.express_stem),
    ROW(reader),
    ROW(reads_remote),
    ROW(seal),
    ROW(at.file),
    ROW(at.offset),
    ROW(at.items),
    ROW(at.inside),
    ROW(exhausted),
    ROW(has_held),
    ROW(held),
    ROW(held_bytes),
    ROW(batch.batched),
    ROW(batch.items),
    ROW(batch.bytes),
    ROW(batch.input),
    ROW(batch.has_input),
    ROW(tolerance.has_count),
    ROW(tolerance.has_percent),
    ROW(tolerance.count),
    ROW(tolerance.percent),
    ROW(writer.exports),
    ROW(writer.is_remote),
    ROW(writer.is_tried),
    ROW(writer.lines),
    ROW(writer.transformation),
    ROW(writer.bucket),
    ROW(writer.prefix),
    ROW(writer.bucket_owner),
    ROW(writer.folder),
    ROW(items),
    ROW(failed_items),
    ROW(counted),
    ROW(running),
    ROW(bytes),
    ROW(result_bytes),
    ROW(failures),
    ROW(has_left),
    ROW(exceeded),
    ROW(stopping),
    ROW(error),
    ROW(cause),
    ROW(writer.is_closed),
    ROW(redrives),
    ROW(redrive.next),
    ROW(redrive.end),
    MEMBER_END,
};

static const struct member file_members[] = {
    MEMBER(struct map_writer_file, count),
    MEMBER(struct map_writer_file, size_bytes),
    MEMBER(struct map_writer_file, sizes),
    MEMBER_END,
};

static void write_files(struct buf *b, const struct map_writer *w)
{
    buf_char(b, '[');
    for (int i = 0; i < MAP_FILES; i++) {
        const struct map_writer_file *f = &w->files[i];
        buf_text(b, i > 0 ? "," : "");
        member_begin(b);
        member_write(b, f, file_members);
        if (f->unwritten.size > 0) {
            member_key(b, "unwritten");
            write_string(b, f->unwritten.text, f->unwritten.size);
        }
        member_end(b);
    }
    buf_char(b, ']');
}

static void read_files(struct map_writer *w, const struct value *files)
{
    for (int i = 0; i < MAP_FILES; i++) {
        const struct value *file = value_item(files, (size_t)i);
        const struct value *unwritten = member_of(file, "unwritten");
        member_read(&w->files[i], file, file_members);
        if (unwritten != NULL) {
            buf_put(&w->files[i].unwritten, value_string(unwritten),
                    value_string_size(unwritten));
        }
    }
}

void map_run_write(struct buf *b, const struct map_run *r)
{
    member_begin(b);
    member_write(b, r, members);
    member_key(b, "files");
    write_files(b, &r->writer);
    member_end(b);
}

struct map_run *map_run_read(const struct value *o)
{
    struct map_run *r = memory_zero(sizeof *r);
    member_read(r, o, members);
    read_files(&r->writer, member_of(o, "files"));
    return r;
}

void map_run_release(struct map_run *r)
{
    if (r == NULL) {
        return;
    }
    if (r->dataset != NULL) {
        r->close_dataset(r->dataset);
    }
    names_close(&r->names);
    memory_release(r->label);
    memory_release(r->id);
    memory_release(r->arn);
    memory_release(r->error);
    memory_release(r->cause);
    memory_release(r->seal);
    value_release(r->reader);
    value_release(r->held);
    value_release(r->batch.input);
    value_release(r->failures);
    mapwriter_release(&r->writer);
    memory_release(r);
}
