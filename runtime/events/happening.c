#include "runtime/events/happening.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

/* "2025-01-31T12:00:00Z": events tell the time without its milliseconds. */
static void set_time(struct value **event, int64_t at_ms)
{
    char text[TIME_TEXT_ROOM];
    time_write(text, at_ms);
    char *dot = strchr(text, '.');
    if (dot != NULL) {
        dot[0] = 'Z';
        dot[1] = '\0';
    }
    value_set_text(event, "time", text);
}

struct value *happening_new(const char *id, const char *type, const char *source, int64_t at_ms,
                            struct value *resources, struct value *detail)
{
    struct value *event = value_object();
    value_set_text(&event, "version", "0");
    value_set_text(&event, "id", id);
    value_set_text(&event, "detail-type", type);
    value_set_text(&event, "source", source);
    value_set_text(&event, "account", account_id());
    set_time(&event, at_ms);
    value_set_text(&event, "region", account_region());
    value_set_take(&event, "resources", resources);
    value_set_take(&event, "detail", detail);
    return event;
}
