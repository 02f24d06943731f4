#include "compiler/gateway/cfnplace.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/template/template.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

const char *cfn_place_name(struct template *t, const char *text, const char *word)
{
    const char *at = text == NULL ? NULL : strstr(text, word);
    size_t size = at == NULL ? 0 : strspn(at + strlen(word), NAME_LETTERS);
    return size == 0 ? NULL : arena_text_n(t->s->a, at + strlen(word), size);
}

/* "function:NAME", or "functions/NAME/invocations" with an ARN or a name. */
const char *cfn_place_function(struct template *t, const char *uri)
{
    const char *name = cfn_place_name(t, uri, ":function:");
    return name != NULL ? name : cfn_place_name(t, uri, "/functions/");
}
