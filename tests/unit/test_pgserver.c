/*
 * Which servers of PostgreSQL will do.
 */
#include "runtime/postgres/pgserver.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static void check_fits(int version, const char *encoding, const char *wanted)
{
    struct buf why = { 0 };
    CU_ASSERT_EQUAL(pgserver_fits(version, encoding, &why), wanted[0] == '\0');
    UNIT_TEXT(buf_string(&why), wanted);
    buf_release(&why);
}

static void test_versions(void)
{
    check_fits(150004, "UTF8", "");
    check_fits(120000, "UTF8", "");
    check_fits(
        110022, "UTF8",
        "the server is PostgreSQL 11.22: 12 is the oldest that will do, and 15 is the one "
        "that was tried");
    check_fits(
        90624, "UTF8",
        "the server is PostgreSQL 9.6.24: 12 is the oldest that will do, and 15 is the one "
        "that was tried");
}

static void test_encodings(void)
{
    check_fits(150004, "LATIN1",
               "the database's encoding is LATIN1, and has to be UTF8; this makes one: create "
               "database NAME encoding 'UTF8' template template0");
    check_fits(
        150004, NULL,
        "the database's encoding is not known, and has to be UTF8; this makes one: create "
        "database NAME encoding 'UTF8' template template0");
}

UNIT_MAIN("what a server has to be", { "versions", test_versions },
          { "encodings", test_encodings })
