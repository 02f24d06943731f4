/*
 * download.h - objects of the embedded S3 are read.
 */
#ifndef S3_DOWNLOAD_H
#define S3_DOWNLOAD_H

struct ask;

void download_get(struct ask *a);
void download_head(struct ask *a);

#endif
