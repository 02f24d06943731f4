#include "runtime/service/cidr.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"

static bool read_address(const char *text, struct cidr *ret)
{
    *ret = (struct cidr){ .family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET };
    ret->bits = ret->family == AF_INET ? 32 : 128;
    return inet_pton(ret->family, text, ret->bytes) == 1;
}

bool cidr_read(const char *text, struct cidr *ret)
{
    const char *slash = strchr(text, '/');
    if (slash == NULL) {
        return read_address(text, ret);
    }
    if (slash[1] < '0' || slash[1] > '9') {
        return false;
    }
    char *rest, *address = memory_text_n(text, (size_t)(slash - text));
    unsigned long bits = strtoul(slash + 1, &rest, 10);
    bool is_good = read_address(address, ret) && *rest == '\0' && bits <= ret->bits;
    memory_release(address);
    ret->bits = is_good ? (unsigned)bits : 0;
    return is_good;
}

bool cidr_has(const struct cidr *block, const char *address)
{
    struct cidr one;
    if (!read_address(address, &one) || one.family != block->family) {
        return false;
    }
    for (unsigned i = 0; i < block->bits; i++) {
        unsigned mask = 0x80u >> (i % 8);
        if ((one.bytes[i / 8] & mask) != (block->bytes[i / 8] & mask)) {
            return false;
        }
    }
    return true;
}
