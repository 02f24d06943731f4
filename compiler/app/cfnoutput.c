#include "compiler/app/cfnoutput.h"

#include <stdbool.h>
#include <stddef.h>

#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"

static void put(struct template *t, const struct doc_node *output, struct buf *out)
{
    const struct doc_node *value = doc_member(output, "Value");
    bool is_made = false;
    const char *text = value != NULL && decide_makes(t, output, &is_made) && is_made
                           ? result_text_of(t, value, NULL)
                           : NULL;
    if (text != NULL) {
        buf_print(out, "output %s: %s\n", output->name, text);
    }
}

void cfn_output_put(struct template *first, struct buf *out)
{
    for (struct template *t = first; t != NULL; t = t->next) {
        const struct doc_node *all = doc_member(t->sections, "Outputs");
        const struct doc_node *n = all == NULL || t->outer != NULL ? NULL : all->first;
        t->left->is_lenient = true;
        for (; n != NULL; n = n->next) {
            put(t, n, out);
        }
        t->left->is_lenient = false;
    }
}
