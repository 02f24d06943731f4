#include "runtime/postgres/pgserver.h"

#include <string.h>

#include "runtime/base/buf.h"

#define VERSION_LEAST 120000
#define NEW_FORM      100000 /* from 10 on a version has two parts: 9.6.24, but 15.4 */

/* Nothing that takes long is cut off for that; but who waits for a lock gives way, so that
 * sessions whose process has given up do not gather, and a process that is held up in a
 * transaction lets go of its locks. The statements are short: to compile one takes longer than
 * to run it. A bitmap reads and sorts all that there is behind the few rows which a walk asks
 * for; the index has them in order. */
#define SETTINGS(is_local)                                                                     \
    "select set_config('statement_timeout', '0', " is_local                                    \
    "), set_config('lock_timeout', '5s', " is_local                                            \
    "), set_config('idle_in_transaction_session_timeout', '60s', " is_local                    \
    "), set_config('standard_conforming_strings', 'on', " is_local                             \
    "), set_config('jit', 'off', " is_local                                                    \
    "), set_config('enable_bitmapscan', 'off', " is_local                                      \
    "), set_config('default_transaction_isolation', 'read committed', " is_local               \
    "), set_config('default_transaction_deferrable', 'off', " is_local ")"

const struct pgquery pgserver_session = { SETTINGS("false"), { 0 } };
const struct pgquery pgserver_transaction = { SETTINGS("true"), { 0 } };

static void put_version(struct buf *b, int version)
{
    if (version < NEW_FORM) {
        buf_print(b, "%d.%d.%d", version / 10000, version / 100 % 100, version % 100);
    } else {
        buf_print(b, "%d.%d", version / 10000, version % 10000);
    }
}

bool pgserver_fits(int version, const char *encoding, struct buf *why)
{
    if (version < VERSION_LEAST) {
        buf_text(why, "the server is PostgreSQL ");
        put_version(why, version);
        buf_text(why, ": 12 is the oldest that will do, and 15 is the one that was tried");
        return false;
    }
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        buf_print(why,
                  "the database's encoding is %s, and has to be UTF8; this makes one: create "
                  "database NAME encoding 'UTF8' template template0",
                  encoding != NULL ? encoding : "not known");
        return false;
    }
    return true;
}
