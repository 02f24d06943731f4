/*
 * reformat.h - --emit=asl: definitions laid out in one way, on standard output, in a file, or
 * in their own files.
 */
#ifndef COMPILER_REFORMAT_H
#define COMPILER_REFORMAT_H

struct definition;
struct session;

/*
 * Lay out the definitions, with each ${NAME} filled whose value is known; with --in-place the
 * files themselves, whose ${NAME}s stay. Errors are told, and nothing is written of a
 * definition that has any; warnings of the definition are not, for --check is there to tell
 * them. Returns the exit code.
 */
int reformat(struct session *s);

/* Say, as an error, where a file of JSON is not laid out so. Nothing is said of one that could
 * not be read, or of YAML, whose layout is its author's. */
void reformat_check(const struct session *s, const struct definition *def);

#endif
