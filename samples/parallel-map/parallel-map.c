/*
 * The two tasks of parallel-map.asl.json: what somebody wants for a flight or a bed, and the
 * cheapest of all offers.
 */
#include <asl/task.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

struct json_object *ask_price(struct json_object *input, struct asl_call *call);
struct json_object *choose_cheapest(struct json_object *input, struct asl_call *call);

static const struct offer {
    const char *from;
    const char *place;
    int euros;
} offers[] = {
    { "Alpine Air", "Lisbon", 310 },   { "Baltic Wings", "Lisbon", 180 },
    { "Cloud Nine", "Lisbon", 240 },   { "Hotel Mirador", "Lisbon", 95 },
    { "Pension Sol", "Lisbon", 60 },   { "Alpine Air", "Tromso", 450 },
    { "Grand Arctic", "Tromso", 220 },
};

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

static const char *text(struct json_object *object, const char *name)
{
    const char *found = json_object_get_string(member(object, name));
    return found == NULL ? "" : found;
}

static const struct offer *find_offer(const char *from, const char *place)
{
    for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++) {
        if (strcmp(offers[i].from, from) == 0 && strcmp(offers[i].place, place) == 0) {
            return &offers[i];
        }
    }
    return NULL;
}

/* Asking takes its time; the others are asked meanwhile, each on a thread of its own. */
struct json_object *ask_price(struct json_object *input, struct asl_call *call)
{
    static atomic_bool cloud_nine_was_called;
    const char *from = text(input, "from");
    const char *place = text(input, "place");
    nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    if (strcmp(from, "Cloud Nine") == 0 && !atomic_exchange(&cloud_nine_was_called, true)) {
        asl_call_fail(call, "Offer.LineBusy", "Please hold the line.");
        return NULL;
    }
    const struct offer *offer = find_offer(from, place);
    if (offer == NULL) {
        asl_call_fail(call, "Offer.None", "We do not go there.");
        return NULL;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "from", json_object_new_string(from));
    json_object_object_add(answer, "euros", json_object_new_int(offer->euros));
    return answer;
}

static struct json_object *cheapest(struct json_object *list)
{
    struct json_object *best = json_object_array_get_idx(list, 0);
    for (size_t i = 1; i < json_object_array_length(list); i++) {
        struct json_object *other = json_object_array_get_idx(list, i);
        if (json_object_get_int(member(other, "euros")) <
            json_object_get_int(member(best, "euros"))) {
            best = other;
        }
    }
    return json_object_get(best);
}

struct json_object *choose_cheapest(struct json_object *input, struct asl_call *call)
{
    (void)call;
    struct json_object *trip = json_object_new_object();
    struct json_object *flight = cheapest(member(input, "flights"));
    struct json_object *hotel = cheapest(member(input, "hotels"));
    json_object_object_add(trip, "flight", flight);
    json_object_object_add(trip, "hotel", hotel);
    json_object_object_add(trip, "euros",
                           json_object_new_int(json_object_get_int(member(flight, "euros")) +
                                               json_object_get_int(member(hotel, "euros"))));
    json_object_object_add(trip, "refusals", json_object_get(member(input, "refusals")));
    return trip;
}
