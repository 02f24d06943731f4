/*
 * format.h - a definition as --emit=asl writes it: JSON that means the same, laid out in one
 * way.
 *
 * The fields of the language stand in the order of fields.def and, in a ProcessorConfig,
 * parts.def; what they do not know stands behind them. States, items of arrays and members of
 * data stay in the author's order, which may count. Two blanks indent. The workflow, states,
 * branches and processors have a line for each field; any other object or array stands on one
 * line where that has at most FORMAT_WIDTH characters. Strings and numbers are written as the
 * author wrote them, escapes and all; those of YAML as JSON writes them. What has been laid out
 * once stays as it is.
 */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

struct arena;
struct buf;
struct doc_node;
struct source;

#define FORMAT_WIDTH 100

/* Append the document of a source that reader_parse() has read, with a newline at its end. */
void format_write(struct arena *a, struct buf *out, const struct source *s,
                  const struct doc_node *doc);

#endif
