/*
 * diag.h - collects what the compiler has to say about definitions. report.h prints it.
 *
 * The author's mistakes only: trouble of the machine (a missing cc, a full disk) is reported
 * where it happens. A message has a slug of ours, AWS's code, a place, and where something near
 * is known a hint. The same message at the same place is kept once. What is kept, and what is
 * printed, is bounded.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/base/source.h"

struct arena;
struct buf;

enum diag_code {
#define DIAG(name, slug, severity, aws_code, text, aws_text) DIAG_##name,
#include "compiler/base/diag.def"
#undef DIAG
    DIAG_CODES
};

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

#define DIAG_KEPT_MAX 10000 /* messages; further ones are only counted */

struct diag; /* opaque */

struct diag *diag_new(struct arena *a);

/* The source that spans refer to from now on; borrowed, or NULL for none. load_source()
 * does it. */
void diag_source(struct diag *d, const struct source *s);

/* AWS's location and the RFC 6901 pointer of a byte of a document, appended. */
typedef void diag_locate(const void *doc, uint32_t offset, struct buf *location,
                         struct buf *pointer);

/* What has been read from that source: borrowed, or NULL where it cannot be read. */
void diag_document(struct diag *d, diag_locate *locate, const void *doc);

/*
 * One message at `at`. The arguments, for {0} {1} ..., are const char *, and end with NULL.
 * They may hold anything: what a terminal must not see is escaped when it is printed, long ones
 * are cut.
 */
void diag_say(struct diag *d, enum diag_code code, struct span at, ...)
    __attribute__((sentinel));

/* The same with a hint that is shown behind the caret: "did you mean 'Cool down'?" (copied; may
 * be NULL). Where there is none, and a ${NAME} at the place was filled in, the hint is its
 * value.
 */
void diag_hint(struct diag *d, enum diag_code code, struct span at, const char *hint, ...)
    __attribute__((sentinel));

/* The same for what AWS locates elsewhere than our caret does: at `within`, which is wider. */
void diag_say_within(struct diag *d, enum diag_code code, struct span at, struct span within,
                     const char *hint, ...) __attribute__((sentinel));

/* What AWS lists besides, though it follows from an error that is said: it stands in the JSON
 * object alone, and counts as nothing. */
void diag_echo(struct diag *d, enum diag_code code, struct span at, ...)
    __attribute__((sentinel));

/*
 * What is known besides about the message that was said last; nothing where it was not kept.
 * diag_meant(): `word` was probably meant: the hint becomes "did you mean 'Cool down'?". What
 * stands at its span should be the word, or `whole`, of which the word is a part (both copied;
 * a NULL word is nothing). diag_beside(): another place of the same source has to do with it.
 */
void diag_meant(struct diag *d, const char *word, const char *whole);
void diag_beside(struct diag *d, struct span other);

/* A message without a place in a file; printed behind those of its file that have one. */
void diag_global(struct diag *d, enum diag_code code, ...) __attribute__((sentinel));

/* While it is mute, nothing is kept: parsers that are run a second time stay silent. */
void diag_mute(struct diag *d, bool mute);

/* While it listens for errors only, no warning is kept; with -Werror there are none. */
void diag_errors_only(struct diag *d, bool errors_only);

/*
 * How the user wants them, asked for before anything is said. -Werror; --suppress CODE[:STATE],
 * errors and warnings alike; -Wno-SLUG, warnings only. The texts are copied.
 * Those that return bool return false if no message has that slug or code.
 */
void diag_warnings_are_errors(struct diag *d);
bool diag_suppress(struct diag *d, const char *slug_or_code);
bool diag_suppress_warning(struct diag *d, const char *slug_or_code);

size_t diag_errors(const struct diag *d);
size_t diag_count(const struct diag *d);

/* Returns true if an error is said of that place of the source, or of one around it. */
bool diag_has_error(const struct diag *d, struct span at);

/* Errors that the user did not want to see: such a definition can be looked at, but not built.
 */
size_t diag_suppressed_errors(const struct diag *d);

#endif
