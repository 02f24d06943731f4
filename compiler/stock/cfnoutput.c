#include "compiler/stock/cfnoutput.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnkind.h"
#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"

/* Append a text in which the server stands for the hosts of APIs:
 * "https://NAME.execute-api.REGION.amazonaws.com". */
static void put_text(const char *text, const char *server, struct buf *out)
{
    static const char scheme[] = "https://", service[] = ".execute-api.";
    while (*text != '\0') {
        const char *at = strstr(text, scheme);
        const char *host = at == NULL ? "" : at + strlen(scheme);
        size_t size = strcspn(host, "/ \"'?");
        const char *api = memmem(host, size, service, strlen(service));
        buf_put(out, text, at == NULL ? strlen(text) : (size_t)(at - text));
        if (at != NULL && api != NULL) {
            buf_text(out, server);
        } else if (at != NULL) {
            buf_put(out, at, strlen(scheme) + size);
        }
        text = at == NULL ? "" : host + size;
    }
}

static void put(struct template *t, const struct doc_node *output, const char *server,
                struct buf *out)
{
    const struct doc_node *value = doc_member(output, "Value");
    bool is_made = false;
    const char *text = value != NULL && decide_makes(t, output, &is_made) && is_made
                           ? result_text_of(t, value, NULL)
                           : NULL;
    if (text != NULL) {
        buf_print(out, "output %s: ", output->name);
        put_text(text, server, out);
        buf_char(out, '\n');
    }
}

void cfn_output_put(struct template *first, const char *server, struct buf *out)
{
    cfn_kind_set_server(server);
    for (struct template *t = first; t != NULL; t = t->next) {
        const struct doc_node *all = doc_member(t->sections, "Outputs");
        const struct doc_node *n = all == NULL || t->outer != NULL ? NULL : all->first;
        t->left->is_lenient = true;
        for (; n != NULL; n = n->next) {
            put(t, n, server, out);
        }
        t->left->is_lenient = false;
    }
    cfn_kind_set_server(NULL);
}
