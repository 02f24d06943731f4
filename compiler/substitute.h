/*
 * substitute.h - ${NAME} in a definition (-D, --substitutions): SAM's and CloudFormation's
 * DefinitionSubstitutions.
 *
 * As CloudFormation does it, in the text, before it is read: "Seconds": ${secs} becomes a
 * number, "Seconds": "${secs}" a string, and a value with a quotation mark may break the JSON
 * around it. Messages point into the author's own text all the same (source.h).
 */
#ifndef COMPILER_SUBSTITUTE_H
#define COMPILER_SUBSTITUTE_H

struct arena;
struct diag;
struct doc_node;
struct pair;
struct source;

struct substitute; /* opaque: the values, and which names were met */

/* `pairs` ends with a NULL name, and is borrowed; of equal names the last counts. */
struct substitute *substitute_new(struct arena *a, const struct pair *pairs);

/* What the next definition brings itself: a template's DefinitionSubstitutions, for names that
 * none of `pairs` has; `firm` are those of them that count more than `pairs`. They may have
 * names in them that stay open in turn. Borrowed; NULL for none. */
void substitute_own(struct substitute *f, const struct pair *own, const struct pair *firm);

/* From now on the definitions are of templates alone, where no -D fills what stays open, and
 * substitute_warn() tells it. */
void substitute_deployed(struct substitute *f);

/*
 * Fill every ${NAME} in the source whose value is known, and read it (reader_parse()). Each
 * name that stays open is warned about, at its first place, and its text stays. Returns NULL
 * after messages: it cannot be read, or a value breaks the string into which it is put. A NULL
 * source gives NULL.
 */
struct doc_node *substitute_read(struct substitute *f, struct diag *d, struct source *s);

/* Warn of the names that stayed open in the definition that was read last, where no error is
 * said of the place. */
void substitute_warn(const struct substitute *f, struct diag *d);

/* Warn about a name that is in none of the sources so far; never where one could not be read.
 */
void substitute_check_used(const struct substitute *f, struct diag *d, const char *name);

#endif
