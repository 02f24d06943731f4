/*
 * table.h - the tables in which a server keeps what it has accepted (store.h). Their numbers
 * are what is on the disk: a number is never used for something else.
 *
 * Rows are JSON texts, where nothing else is said. An execution has a number, which grows with
 * the time of its start, as 8 bytes, the highest first.
 */
#ifndef LEDGER_TABLE_H
#define LEDGER_TABLE_H

enum table {
    TABLE_MACHINE = 0,      /* a state machine's ARN: what it is (shelf.h) */
    TABLE_EXECUTION = 1,    /* a number: what lists show of an execution (ledger.h) */
    TABLE_INPUT = 2,        /* a number: the execution's input */
    TABLE_OUTPUT = 3,       /* a number: its output */
    TABLE_ARN = 4,          /* an execution's ARN: its number */
    TABLE_LIST = 5,         /* an ARN, NUL, a number: nothing; of a machine, or of a Map Run */
    TABLE_EVENT = 6,        /* a number, an event's id as 8 bytes: the event; of executions from
                               before there was TABLE_JOURNAL */
    TABLE_PARKED = 7,       /* a number: bytes of an execution that is under way (park.h) */
    TABLE_ACTIVITY = 8,     /* an activity's ARN: what it is */
    TABLE_TAGS = 9,         /* the ARN of a machine or an activity: its tags */
    TABLE_MAP_RUN = 10,     /* a Map Run's ARN: what it is */
    TABLE_ALIAS = 11,       /* an alias's ARN: what it is (aliases.h) */
    TABLE_REDRIVE = 12,     /* a number: bytes of an execution that has failed (redrive.h) */
    TABLE_REVISION = 13,    /* a revision's number as 8 bytes: what it is (shelf.h) */
    TABLE_VERSION = 14,     /* a machine's ARN, a version's number (rowkey.h): what it is */
    TABLE_RANDOM = 15,      /* a number: where the execution's draws stand, with a seed */
    TABLE_REPEAT = 16,      /* a digest of 32 bytes: what a request has begun (repeat.h) */
    TABLE_REPEAT_TIME = 17, /* milliseconds since 1970 as 8 bytes, such a digest: nothing */
    TABLE_CATALOG = 18, /* the empty key: 8 bytes, which are others after each change of what
                           state machines there are, in a store that several servers have */
    TABLE_OLD_JOURNAL = 20, /* as TABLE_JOURNAL, with places that are less than all there */
    TABLE_LATEST = 21,      /* a number: the place of its latest events in the journal */
    TABLE_MAP_RUNS = 22,    /* the number of an execution as 8 bytes, the ARN of one of its Map
                               Runs: nothing (maprun.h) */
    TABLE_RETENTION = 23,   /* a node's number as 8 bytes, of a store that several servers have:
                               how long it keeps executions, in milliseconds as 8 bytes; 0: for
                               ever */
    TABLE_JOURNAL = 48      /* a place, one more than the last: events of an execution that
                               follow one another (ledger.c); appended */
};

#endif
