/*
 * json.h - a text of JSON to a document, strict RFC 8259 (T-18), and back.
 */
#ifndef READ_JSON_H
#define READ_JSON_H

struct arena;
struct buf;
struct diag;
struct doc_node;
struct source;

/* The document, or NULL after messages (all that can be found). The text is UTF-8 without a
 * NUL. A ${NAME} that stands outside of quotes is a value that is still to be filled. There may
 * be messages and a document: a duplicate key does not keep it from being looked at further. */
struct doc_node *json_parse(struct arena *a, struct diag *d, const struct source *s);

/* Append it as JSON, a member or item a line, with a newline at its end; or without any blank.
 */
void json_write(struct buf *out, const struct doc_node *doc);
void json_write_compact(struct buf *out, const struct doc_node *n);

#endif
