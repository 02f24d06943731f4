/*
 * models.h - the services that the door serves, and their actions. The tables are made by
 * models.awk when the runtime is built.
 */
#ifndef DOOR_MODELS_H
#define DOOR_MODELS_H

#include <stddef.h>

#include <asl/service.h>

struct models_service {
    const char *name;                 /* "eventbridge": as behind aws-sdk: in a resource */
    const char *target;               /* what X-Amz-Target begins with; NULL: it has none */
    const char *version;              /* of JSON in a content type, or of its API */
    const char *signing;              /* its name in a signature: "events" */
    const struct asl_action *actions; /* ends with a NULL operation; those that travel as JSON
                                         alone have nothing but the operation */
    const struct asl_fault *faults;   /* the errors whose code on the wire differs */
};

/* Ends with a NULL name. */
extern const struct models_service models_services[];

/* The service of that name, of what X-Amz-Target begins with (`size` bytes), of that name in a
 * signature; NULL if there is none. */
const struct models_service *models_by_name(const char *name);
const struct models_service *models_by_target(const char *target, size_t size);
const struct models_service *models_by_signing(const char *signing, size_t size);

/* The service's action of that name; NULL if it has none. */
const struct asl_action *models_action(const struct models_service *s, const char *operation);

/* What an error of the service is called on the wire, static or borrowed. */
const char *models_code(const struct models_service *s, const char *code);

#endif
