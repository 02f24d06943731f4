/*
 * comment.h - comments of YAML, of which JSON has none: they become fields named Comment.
 */
#ifndef FORMAT_COMMENT_H
#define FORMAT_COMMENT_H

struct arena;
struct diag;
struct doc_node;
struct source;

/*
 * Give each comment of the YAML from which `doc` was read to the nearest object that can have a
 * Comment (T-04): one above a name to what is named, if that can have one, any other to what it
 * stands in. Several become one text. Where the author has written a Comment already, that one
 * stays, and the other is warned of. The document is changed: nobody may have an index of it.
 */
void comment_keep(struct arena *a, struct diag *d, const struct source *s,
                  struct doc_node *doc);

#endif
