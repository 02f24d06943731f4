/*
 * settings.h - what the command line of aslc --lsp says.
 */
#ifndef LSP_SETTINGS_H
#define LSP_SETTINGS_H

struct options;
struct pair;

/* How definitions are looked at: borrowed. */
struct lsp_settings {
    const struct options *options; /* --type, -W..., --suppress */
    const struct pair *pairs;      /* what fills ${NAME}; ends with a NULL name */
    const char *version;           /* of aslc */
};

#endif
