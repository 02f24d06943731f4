#include "runtime/base/manual.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Of a page's source; escapes may make a line somewhat longer. */
#define PAGE_COLUMNS 64

/* ---- A text ------------------------------------------------------------------------------ */

/* Letters of UTF-8 that begin in these bytes. */
static int columns_of(const char *text, size_t size)
{
    int columns = 0;
    for (size_t i = 0; i < size; i++) {
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return columns;
}

/* Print `text` from column `at` on, and go on in the column `indent` where a line is full. */
static void put_wrapped(const char *text, int at, int indent)
{
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        int columns = columns_of(text, size);
        if (at > indent && at + 1 + columns > MANUAL_COLUMNS) {
            printf("\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            putchar(' ');
            at++;
        }
        fwrite(text, 1, size, stdout);
        at += columns;
        text += size + strspn(text + size, " ");
    }
    putchar('\n');
}

static void put_item(int left_columns, const char *left, const char *right)
{
    int indent = left_columns + 3;
    printf("  %-*s", left_columns, left);
    printf(columns_of(left, strlen(left)) > left_columns ? "\n%*s" : " ", indent, "");
    put_wrapped(right, indent, indent);
}

/* ---- A page ------------------------------------------------------------------------------ */

/* What roff would take for a sign of its own is written by its name. */
static void put_escaped(const char *text, size_t size)
{
    static const struct {
        char sign;
        const char *name;
    } names[] = { { '\\', "\\e" },  { '-', "\\-" },   { '\'', "\\(aq" }, { '`', "\\(ga" },
                  { '~', "\\(ti" }, { '^', "\\(ha" }, { '"', "\\(dq" } };
    if (size > 0 && text[0] == '.') {
        fputs("\\&", stdout);
    }
    for (size_t i = 0; i < size; i++) {
        size_t at = 0;
        while (at < sizeof names / sizeof names[0] && names[at].sign != text[i]) {
            at++;
        }
        if (at < sizeof names / sizeof names[0]) {
            fputs(names[at].name, stdout);
        } else {
            putchar(text[i]);
        }
    }
}

/* A paragraph's text, in lines that people can read as well. */
static void put_line(const char *text)
{
    int at = 0;
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        int columns = columns_of(text, size);
        if (at > 0 && at + 1 + columns > PAGE_COLUMNS) {
            putchar('\n');
            at = 0;
        } else if (at > 0) {
            putchar(' ');
        }
        put_escaped(text, size);
        at += columns + 1;
        text += size + strspn(text + size, " ");
    }
    putchar('\n');
}

/* In bold letters, which end before the first of `ends`. */
static void put_bold(const char *text, const char *ends)
{
    size_t size = strcspn(text, ends);
    fputs("\\fB", stdout);
    put_escaped(text, size);
    fputs("\\fR", stdout);
    put_escaped(text + size, strlen(text + size));
    putchar('\n');
}

static void put_capitals(const char *text)
{
    for (; *text != '\0'; text++) {
        char c = (char)toupper((unsigned char)*text);
        put_escaped(&c, 1);
    }
}

/* ---- Either ------------------------------------------------------------------------------ */

void manual_title(struct manual *m, const char *name, int section, const char *of,
                  const char *does)
{
    if (m->form == MANUAL_PAGE) {
        fputs(".TH \"", stdout);
        put_capitals(name);
        printf("\" %d \"" ASLC_DATE "\" \"", section);
        put_escaped(of, strlen(of));
        printf("\"\n.SH NAME\n");
        put_escaped(name, strlen(name));
        fputs(" \\- ", stdout);
        put_line(does);
    }
}

void manual_section(struct manual *m, const char *title)
{
    if (m->form == MANUAL_PAGE) {
        printf(".SH %s\n", title);
    }
    m->is_fresh = true;
}

void manual_part(struct manual *m, const char *title)
{
    if (m->form == MANUAL_PAGE) {
        fputs(".SS \"", stdout);
        put_escaped(title, strlen(title));
        puts("\"");
    } else {
        printf("\n%s:\n", title);
    }
}

void manual_paragraph(struct manual *m, const char *text)
{
    if (m->form == MANUAL_PAGE) {
        fputs(m->is_fresh ? "" : ".PP\n", stdout);
        put_line(text);
    } else {
        put_wrapped(text, 0, 0);
    }
    m->is_fresh = false;
}

void manual_command(struct manual *m, const char *program, const char *command,
                    const char *help)
{
    const char *blank = program[0] != '\0' && command[0] != '\0' ? " " : "";
    if (m->form == MANUAL_TEXT) {
        printf("  %s%s%s\n      ", program, blank, command);
        put_wrapped(help, 6, 6);
        return;
    }
    puts(".TP");
    fputs("\\fB", stdout);
    put_escaped(program, strlen(program));
    fputs(blank, stdout);
    size_t word = program[0] != '\0' ? strcspn(command, " ") : strlen(command);
    put_escaped(command, word);
    fputs("\\fR", stdout);
    put_escaped(command + word, strlen(command + word));
    putchar('\n');
    put_line(help);
}

void manual_item(struct manual *m, const char *left, const char *right)
{
    if (m->form == MANUAL_PAGE) {
        puts(".TP");
        put_bold(left, " =[");
        put_line(right);
    } else {
        put_item(m->left, left, right);
    }
    m->is_fresh = false;
}
