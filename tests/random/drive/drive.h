/*
 * drive.h - one program that is many workflows: the generated C of each with its main() under
 * another name.
 */
#ifndef RANDOM_DRIVE_H
#define RANDOM_DRIVE_H

struct drive_workflow {
    const char *name; /* wN: its files are wN.input.json and wN.mock.json */
    int (*run)(int argc, char **argv);
};

/* All packs of them; ends with NULL. The packs are made by tests/random.sh. */
extern const struct drive_workflow *const drive_packs[];

#endif
