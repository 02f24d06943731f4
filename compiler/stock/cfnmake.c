#include "compiler/stock/cfnmake.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnchange.h"
#include "compiler/stock/cfnstock.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/local/hub.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* A secret that is to be drawn: SecretStringTemplate with the password under GenerateStringKey,
 * or the password alone. Returns false, with the reason in `why`. */
static bool draw_secret(struct value **input, struct hub *h, int64_t now_ms, struct buf *why)
{
    struct value *how = NULL, *drawn = NULL;
    struct read_error ignored;
    if (!value_member(*input, "GenerateSecretString", &how)) {
        return true;
    }
    const char *key = value_member_text(how, "GenerateStringKey");
    const char *form = value_member_text(how, "SecretStringTemplate");
    struct hub_request r = { "secretsmanager", "GetRandomPassword", how, now_ms };
    struct value *answer = hub_ask(h, &r, why), *all = value_object();
    const char *password = value_member_text(answer, "RandomPassword");
    if (password != NULL && key != NULL && form != NULL &&
        read_json(form, strlen(form), &drawn, &ignored) && value_type(drawn) == VALUE_OBJECT) {
        value_set_text(&drawn, key, password);
        char *text = write_text(drawn);
        value_set_text(&all, "SecretString", text);
        memory_release(text);
    } else {
        value_set_text(&all, "SecretString", password);
    }
    value_set_text(&all, "Name", value_member_text(*input, "Name"));
    value_release(drawn);
    value_release(answer);
    value_release(*input);
    *input = all;
    return password != NULL;
}

void cfn_make(const struct cfn_things *things, struct hub *h, int64_t now_ms)
{
    for (size_t i = 0; i < things->count; i++) {
        struct cfn_thing *t = &things->list[i];
        struct buf why = { 0 };
        struct value *answer = NULL;
        if (draw_secret(&t->input, h, now_ms, &why)) {
            struct hub_request r = { t->service, t->operation, t->input, now_ms };
            answer = hub_ask(h, &r, &why);
        }
        bool is_there = t->but != NULL && strstr(buf_string(&why), t->but) != NULL;
        if (t->word != NULL && (answer != NULL || is_there)) {
            cfn_change(t, is_there, h, now_ms);
        }
        if (answer == NULL && !is_there) {
            template_warn(t->of, t->resource, "%s'%s' could not be made: %s",
                          t->word == NULL ? "what belongs to " : "", t->resource->name,
                          buf_string(&why));
        }
        value_release(answer);
        buf_release(&why);
    }
}
