#include "compiler/drive/options.h"

#include "compiler/base/diag.h"

void options_apply(const struct options *o, struct diag *d)
{
    if (o->warnings_are_errors) {
        diag_warnings_are_errors(d);
    }
    for (size_t i = 0; o->suppressed[i] != NULL; i++) {
        diag_suppress(d, o->suppressed[i]);
    }
    for (size_t i = 0; o->silenced[i] != NULL; i++) {
        diag_suppress_warning(d, o->silenced[i]);
    }
}
