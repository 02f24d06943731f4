#include "runtime/door/models.h"

#include <string.h>

#include "runtime/base/text.h"

static bool is_text(const char *text, const char *other, size_t size)
{
    return text != NULL && strlen(text) == size && memcmp(text, other, size) == 0;
}

const struct models_service *models_by_name(const char *name)
{
    const struct models_service *s = models_services;
    while (s->name != NULL && !text_is(s->name, name)) {
        s++;
    }
    return s->name != NULL ? s : NULL;
}

const struct models_service *models_by_target(const char *target, size_t size)
{
    const struct models_service *s = models_services;
    while (s->name != NULL && !is_text(s->target, target, size)) {
        s++;
    }
    return s->name != NULL ? s : NULL;
}

const struct models_service *models_by_signing(const char *signing, size_t size)
{
    const struct models_service *s = models_services;
    while (s->name != NULL && !is_text(s->signing, signing, size)) {
        s++;
    }
    return s->name != NULL ? s : NULL;
}

const struct asl_action *models_action(const struct models_service *s, const char *operation)
{
    const struct asl_action *a = s->actions;
    while (a->operation != NULL && strcmp(a->operation, operation) != 0) {
        a++;
    }
    return a->operation != NULL ? a : NULL;
}

const char *models_code(const struct models_service *s, const char *code)
{
    const struct asl_fault *f = s->faults;
    while (f->name != NULL && strcmp(f->name, code) != 0) {
        f++;
    }
    return f->name != NULL ? f->code : code;
}
