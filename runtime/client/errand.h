/*
 * errand.h - what is asked by HTTP for credentials: one question, or several, of which each
 * follows from the answer to the one before.
 */
#ifndef CLIENT_ERRAND_H
#define CLIENT_ERRAND_H

#include <stdbool.h>

struct buf;
struct credentials;
struct lease;
struct profile;
struct source;
struct wire_answer;
struct wire_request;

struct errand {
    const struct source *source;    /* borrowed */
    const struct profile *profile;  /* borrowed */
    const struct credentials *base; /* of a role: who assumes it; borrowed */
    int step;                       /* how many answers there have been */
    bool is_renewing;               /* SSO: what is asked now is a new token */
    char *session, *name;           /* what they have said: owned, NULL before */
};

enum errand_verdict { ERRAND_DONE, ERRAND_GOES_ON, ERRAND_FAILED };

struct errand_kind {
    bool is_near; /* it is asked of this machine: no answer comes late */

    /* Fill the next question (for wire_request_release()). Returns false with the reason in
     * `why`. */
    bool (*ask)(struct errand *e, struct wire_request *r, struct buf *why);

    /* Read the answer. ERRAND_DONE fills *ret_lease, ERRAND_FAILED `why`. */
    enum errand_verdict (*read)(struct errand *e, const struct wire_answer *a,
                                struct lease *ret_lease, struct buf *why);
};

/* STS: AssumeRole and AssumeRoleWithWebIdentity. */
extern const struct errand_kind errand_role, errand_web_identity;

/* The portal of AWS's single sign-on. */
extern const struct errand_kind errand_sso;

/* What a container's host, and an EC2 instance's, answers. */
extern const struct errand_kind errand_container, errand_instance;

#endif
