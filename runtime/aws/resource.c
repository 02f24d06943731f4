#include "runtime/aws/resource.h"

#include "runtime/aws/arn.h"

static enum asl_kind kind_of(const char *text)
{
    struct arn ignored;
    if (!arn_read(arn_part(text), &ignored)) {
        return ASL_NAMED;
    }
    if (arn_is_lambda(text)) {
        return ASL_LAMBDA;
    }
    if (arn_is_activity(text)) {
        return ASL_ACTIVITY;
    }
    if (arn_is_call(text, "lambda:invoke")) {
        return ASL_INVOKE;
    }
    return arn_is_call(text, "states:startExecution") ? ASL_START : ASL_SERVICE;
}

struct resource resource_read(const char *text)
{
    struct arn_part function = arn_function(text);
    return (struct resource){
        .kind = kind_of(text),
        .waits = arn_pattern(arn_part(text), NULL) != ARN_CALL,
        .name = function.text != NULL ? function : arn_last(text),
    };
}

void resource_names(const char *text, const struct resource *r, const char *called,
                    struct arn_part names[RESOURCE_NAMES])
{
    static const struct arn_part none = { NULL, 0 };
    bool is_map_s = r->kind == ASL_SERVICE && arn_part_begins(r->name, "arn:");
    names[0] = called != NULL ? arn_part(called) : none;
    if (called == NULL) {
        names[1] = r->kind == ASL_LAMBDA || is_map_s ? r->name : none;
    } else {
        names[1] = r->kind == ASL_START ? arn_bare_machine(called) : arn_bare_function(called);
    }
    names[2] = arn_part(text);
}

enum resource_family resource_family(const struct asl_request *r)
{
    return r->kind == ASL_LAMBDA     ? RESOURCE_LAMBDA
           : r->kind == ASL_ACTIVITY ? RESOURCE_ACTIVITY
                                     : RESOURCE_SERVICE;
}

struct resource_parts resource_parts(const char *resource)
{
    struct arn arn;
    struct arn_part rest = arn_read(arn_part(resource), &arn) ? arn.rest : arn_part(resource);
    struct arn_part type = arn_part_before(rest, ':');
    if (arn_part_is(type, "aws-sdk")) {
        struct arn_part second = arn_part_before(arn_part_after(rest, type.size + 1), ':');
        if (type.size + 1 + second.size < rest.size) {
            type.size += 1 + second.size;
        }
    }
    bool is_all = type.size == rest.size;
    return (struct resource_parts){ .type = type.text,
                                    .type_size = type.size,
                                    .name = is_all ? "" : type.text + type.size + 1 };
}
