/*
 * lines.h - with -g: tells the C compiler which lines of the definition the generated C stands
 * for, so that gdb, perf and gcov speak of those.
 *
 * Generated C says so itself, in its comments: a title ends with :18, and so does what follows
 * it up to the next title, unless it has a number of its own. Here this is said once more, as
 * #line directives. Only functions need them: tables are nowhere to stop at.
 */
#ifndef EMIT_LINES_H
#define EMIT_LINES_H

struct buf;

/* Append `c_text`, what emit_workflow() prints, with a #line for each line of its functions.
 * `path` is the definition's. Linear. */
void lines_map(struct buf *out, const char *c_text, const char *path);

#endif
