#include "compiler/drive/help.h"

#include <stdio.h>

#include "runtime/base/buf.h"

#define DOES "compiles Amazon States Language to native executables"

enum { LEFT_COLUMNS = 23 };

static void put_head(struct manual *m)
{
    manual_title(m, "aslc", 1, "aslc " ASLC_VERSION, DOES);
    if (m->form == MANUAL_TEXT) {
        puts("aslc - " DOES "\n");
    }
    manual_section(m, "SYNOPSIS");
#define EXAMPLE(command, help)                                                                 \
    manual_item(&(struct manual){ m->form, 42, false }, command, help);
#include "compiler/drive/options.def"
    if (m->form == MANUAL_TEXT) {
        putchar('\n');
    }
}

static void put_option(struct manual *m, const char *text, const char *value, const char *help)
{
    struct buf left = { 0 };
    buf_print(&left, "%s%s", text, value != NULL ? value : "");
    if (help != NULL) {
        manual_item(m, buf_string(&left), help);
    }
    buf_release(&left);
}

static void put_exit_codes(struct manual *m)
{
    const char *before = "";
    if (m->form == MANUAL_TEXT) {
        fputs("\nExit: ", stdout);
    }
#define LEAVES(code, help)                                                                     \
    if (m->form == MANUAL_TEXT) {                                                              \
        printf("%s%d %s", before, code, help);                                                 \
        before = ", ";                                                                         \
    } else {                                                                                   \
        manual_item(m, #code, help);                                                           \
    }
#include "compiler/drive/options.def"
    if (m->form == MANUAL_TEXT) {
        puts(".");
    }
}

void help_put(enum manual_form form)
{
    struct manual m = { form, LEFT_COLUMNS, false };
    put_head(&m);
    manual_section(&m, "OPTIONS");
#define OPTION(text, word, value, help) put_option(&m, text, value, help);
#define FILES(endings, help)            manual_item(&m, endings, help);
#include "compiler/drive/options.def"
    manual_section(&m, "EXIT STATUS");
    put_exit_codes(&m);
}
