/*
 * opened.h - what a server without HTTP is opened with: a virtual clock, and a store in memory
 * that outlives it.
 */
#ifndef TESTS_OPENED_H
#define TESTS_OPENED_H

#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/station/station.h"
#include "runtime/store/memory.h"
#include "runtime/store/store.h"

static const struct asl_feature station_feature = { .word = "serve" };
static const struct store_kind *const station_kinds[] = { &store_memory, NULL };

/* Members of its options, to which a test may add others. */
#define STATION_OPTIONS                                                                        \
    .feature = &station_feature, .program = "test", .virtual_time = true,                      \
    .virtual_start_ms = 1735689600000, .seeded = true, .seed = 1, .local = "/nowhere"

static const struct options station_options = { STATION_OPTIONS };

static struct store *store;
static struct station station;

#endif
