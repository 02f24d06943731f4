#include "runtime/aws/resource.h"

#include "runtime/aws/arn.h"

enum resource_family resource_family(const char *resource)
{
    if (arn_is_lambda(resource)) {
        return RESOURCE_LAMBDA;
    }
    return arn_is_activity(resource) ? RESOURCE_ACTIVITY : RESOURCE_SERVICE;
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
