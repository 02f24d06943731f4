/*
 * clustertoken.h - the token by which the Kubernetes API of a cluster of EKS knows who calls: a
 * signed request to AWS's STS, which the cluster sends on to learn whose it is.
 */
#ifndef AWS_CLUSTERTOKEN_H
#define AWS_CLUSTERTOKEN_H

#include <stdint.h>

struct sigv4_scope;
struct wire_request;

/* Puts it on a request, for the cluster that the header `header` of that names. The scope says
 * who signs and in which region. */
void clustertoken_put(struct wire_request *r, const char *header,
                      const struct sigv4_scope *scope, int64_t now_s);

#endif
