/*
 * reader.h - a file's text to a document, in the language that its name tells: .yaml and .yml
 * are YAML, everything else is JSON.
 */
#ifndef READ_READER_H
#define READ_READER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct doc_node;
struct source;

/* Returns true if its name says that it is YAML. */
bool reader_is_yaml(const struct source *s);

bool reader_is_yaml_name(const char *file_name);

/* The document, or NULL after messages (all that can be found). A NULL source gives NULL. There
 * may be messages and a document. The diag's messages are located in it from then on. */
struct doc_node *reader_parse(struct arena *a, struct diag *d, const struct source *s);

/* The same of a template of CloudFormation, which is JSON if it begins with a brace and else
 * YAML, whatever it is called. Its messages are not located in it. */
struct doc_node *reader_parse_template(struct arena *a, struct diag *d, const struct source *s);

/* A document's text as JSON: what was read, or one made from its YAML, or from what JSON does
 * not know: a ${NAME} outside of quotes becomes a string. In the arena. */
const char *reader_json(struct arena *a, const struct source *s, const struct doc_node *doc,
                        size_t *ret_size);

#endif
