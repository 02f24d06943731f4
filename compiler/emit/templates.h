/*
 * templates.h - the templates of templates/, baked into the compiler by tests/bake.sh, so that
 * it stays one file.
 */
#ifndef EMIT_TEMPLATES_H
#define EMIT_TEMPLATES_H

/* The text of templates/NAME.c.in, or NULL. Static. */
const char *templates_find(const char *name);

#endif
