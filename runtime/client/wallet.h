/*
 * wallet.h - the credentials that requests are signed with: got when they are first needed,
 * kept for as long as they are good, and got anew before they end. Of each role that tasks name
 * there are its own.
 *
 * A request waits at a pass until they are here, and is signed with wallet_keys().
 */
#ifndef CLIENT_WALLET_H
#define CLIENT_WALLET_H

#include <stdbool.h>

#include "runtime/client/send.h"

struct credentials;
struct profile;
struct wallet; /* opaque */

/* The wallet of a profile (borrowed for as long as the wallet is there). Settings that are not
 * good are told when credentials are asked for. */
struct wallet *wallet_new(const struct profile *p);

/* Nobody may be waiting. Does nothing for NULL. */
void wallet_release(struct wallet *w);

/* Returns true if a setting says where credentials come from, be it a good one or not. */
bool wallet_is_set(const struct wallet *w);

/* What a request has as its gate: `gate` is that of struct send_job. Its loop, chance and TLS
 * stay for as long as the wallet. */
struct wallet_pass {
    struct send_gate gate;
    struct wallet *wallet; /* borrowed */
    const char *role;      /* the ARN of the role that is to be assumed, or NULL; borrowed */
};

struct wallet_pass wallet_pass(struct wallet *w, const char *role);

/* What was got last of this role, borrowed until the loop's next turn; NULL if there is
 * nothing. */
const struct credentials *wallet_keys(const struct wallet *w, const char *role);

#endif
