#include "runtime/api/apiarn.h"

#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/service/answer.h"

static bool fail_kind(struct arn_part kind, struct service_answer *a)
{
    service_answer_fail(a, 400, NULL, "InvalidArn",
                        "Invalid Arn: 'Resource type not valid in this context: %.*s'",
                        (int)kind.size, kind.text);
    return false;
}

bool apiarn_read(const char *arn, const char *const *kinds, struct apiarn *ret_parts,
                 struct service_answer *ret_answer)
{
    struct arn parts;
    if (!arn_read(arn_part(arn), &parts) || !arn_part_is(parts.service, "states")) {
        service_answer_fail(ret_answer, 400, NULL, "InvalidArn",
                            "Invalid Arn: 'Invalid ARN prefix: %s'", arn);
        return false;
    }
    struct arn_part kind = arn_part_before(parts.rest, ':');
    while (*kinds != NULL && !arn_part_is(kind, *kinds)) {
        kinds++;
    }
    if (*kinds == NULL) {
        return fail_kind(kind, ret_answer);
    }
    if (kind.size + 1 >= parts.rest.size) {
        service_answer_fail(ret_answer, 400, NULL, "InvalidArn", "Invalid Arn: '%s'", arn);
        return false;
    }
    struct arn_part rest = arn_part_after(parts.rest, kind.size + 1);
    struct arn_part name = arn_part_before(rest, ':');
    *ret_parts = (struct apiarn){
        .arn = arn,
        .kind = *kinds,
        .name = rest.text,
        .plain_size = (size_t)(name.text - arn) + name.size,
        .more = name.size < rest.size ? name.text + name.size + 1 : NULL,
    };
    return true;
}

/* AWS's list of what a name may not have; the front has bounded its length. */
static bool is_allowed(const char *name)
{
    static const char refused[] = " <>{}[]?*\"#%\\^|~`$&,;:/";
    for (const char *c = name; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        bool is_control = byte < 0x20 || byte == 0x7F;
        bool is_c1 = byte == 0xC2 && (unsigned char)c[1] >= 0x80 && (unsigned char)c[1] < 0xA0;
        if (is_control || is_c1 || strchr(refused, *c) != NULL) {
            return false;
        }
    }
    return name[0] != '\0';
}

bool apiarn_check_name(const char *name, struct service_answer *ret_answer)
{
    if (!is_allowed(name)) {
        service_answer_fail(ret_answer, 400, NULL, "InvalidName", "Invalid Name: '%s'", name);
        return false;
    }
    return true;
}

bool apiarn_check_role(const char *role, struct service_answer *ret_answer)
{
    struct arn parts;
    bool is_role = arn_read(arn_part(role), &parts) && arn_part_is(parts.service, "iam") &&
                   parts.account.size == 12 &&
                   strspn(parts.account.text, "0123456789") >= parts.account.size &&
                   arn_part_begins(parts.rest, "role/") && parts.rest.size > 5;
    if (!is_role) {
        service_answer_fail(ret_answer, 400, NULL, "InvalidArn", "Invalid Role Arn: '%s'",
                            role);
    }
    return is_role;
}
