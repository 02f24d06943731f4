/*
 * errorcode.h - what the errors of a service are called in its older protocol, of forms and
 * XML.
 */
#ifndef DOOR_ERRORCODE_H
#define DOOR_ERRORCODE_H

struct models_service;

/* "AWS.SimpleQueueService.NonExistentQueue" for SQS's QueueDoesNotExist: static, or `code`. */
const char *errorcode_of_form(const struct models_service *s, const char *code);

#endif
