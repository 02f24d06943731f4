/*
 * phone.h - text messages: their settings, numbers that are being tried out, and who wants
 * none. Nobody can answer a message that is sent to nobody, so no number has opted out.
 */
#ifndef SNS_PHONE_H
#define SNS_PHONE_H

#include <stdbool.h>

struct ask;

/* Returns true if a text is a telephone number as +15551234567. */
bool phone_is_number(const char *text);

/* The operations. */
void phone_get_settings(struct ask *a);
void phone_set_settings(struct ask *a);
void phone_check_opted_out(struct ask *a);
void phone_list_opted_out(struct ask *a);
void phone_opt_in(struct ask *a);
void phone_list_origination(struct ask *a);
void phone_create_sandbox(struct ask *a);
void phone_verify_sandbox(struct ask *a);
void phone_delete_sandbox(struct ask *a);
void phone_list_sandbox(struct ask *a);
void phone_get_sandbox_status(struct ask *a);

#endif
