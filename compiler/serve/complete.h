/*
 * complete.h - `aslc completion`: what a shell completes of aslc's command line, by the rows of
 * options.def, the slugs of diag.def and the words of --without.
 */
#ifndef SERVE_COMPLETE_H
#define SERVE_COMPLETE_H

struct asl_feature;

extern const struct asl_feature complete_feature;

#endif
