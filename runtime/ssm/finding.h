/*
 * finding.h - parameters of the embedded Parameter Store are read and listed.
 */
#ifndef SSM_FINDING_H
#define SSM_FINDING_H

struct ask;

void finding_get(struct ask *a);
void finding_get_many(struct ask *a);
void finding_by_path(struct ask *a);
void finding_describe(struct ask *a);
void finding_history(struct ask *a);

#endif
