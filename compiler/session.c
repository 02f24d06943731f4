#include "compiler/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/report.h"
#include "compiler/check/check.h"
#include "compiler/drive/options.h"
#include "compiler/read/ast.h"
#include "compiler/substitute.h"
#include "compiler/template/assembly.h"
#include "compiler/template/machine.h"

struct diag *session_diag(const struct session *s)
{
    struct diag *d = diag_new(s->a);
    options_apply(s->o, d);
    return d;
}

struct definition session_look(const struct session *s, struct diag *d, const struct chosen *c)
{
    struct definition def = { .d = d };
    const struct template_machine *m = c->machine;
    enum check_type type = m != NULL && s->o->type == CHECK_ANY ? m->type : s->o->type;
    def.source = m != NULL ? m->source : load_source(s->a, d, c->path);
    substitute_own(s->substitute, m != NULL ? m->substitutions : NULL,
                   m != NULL ? m->computed : NULL);
    def.doc = substitute_read(s->substitute, d, def.source);
    def.ast = ast_build(s->a, d, def.source, def.doc);
    check_workflow(s->a, d, def.ast, type);
    return def;
}

static bool has_color(void)
{
    const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");
    bool is_dumb = term == NULL || strcmp(term, "dumb") == 0;
    return isatty(STDERR_FILENO) == 1 && !is_dumb && (plain == NULL || *plain == '\0');
}

bool session_report(const struct session *s, const struct diag *d)
{
    switch (s->o->form) {
    case REPORT_TEXT:
        if (diag_count(d) > 0) {
            report_text(d, stderr, has_color());
        }
        break;
    case REPORT_GITHUB: report_github(d, stderr); break;
    case REPORT_JSON: report_json(d, stdout); break;
    case REPORT_SARIF: report_sarif(d, stdout, ASLC_VERSION); break;
    }
    return diag_errors(d) == 0;
}

bool session_report_last(const struct session *s, struct diag *d)
{
    diag_source(d, NULL);
    for (size_t i = 0; s->o->defines[i] != NULL; i++) {
        const char *text = s->o->defines[i];
        const char *name = arena_text_n(s->a, text, strcspn(text, "="));
        if (s->all == NULL || !assembly_knows(s->all, name)) {
            substitute_check_used(s->substitute, d, name);
        }
    }
    return session_report(s, d);
}
