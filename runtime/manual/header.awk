# Makes asl-task(3) of the comments in asl/task.h: the first one is its description, and each other one says what the
# declaration behind it does. What stands from ASL_TASK_SAYS on is the macros' own.
# By variables: date, version.
function escaped(s) {
    gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); gsub(/'/, "\\(aq", s); gsub(/`/, "\\(ga", s)
    gsub(/\^/, "\\(ha", s); gsub(/~/, "\\(ti", s)
    return (substr(s, 1, 1) == "." ? "\\\\&" : "") s
}
# A paragraph, in lines that are not long.
function flow(text,    words, n, i, line) {
    n = split(text, words, / +/)
    for (i = 1; i <= n; i++) {
        if (words[i] == "") continue
        if (line != "" && length(line words[i]) > 70) { print escaped(line); line = "" }
        line = line (line != "" ? " " : "") words[i]
    }
    if (line != "") print escaped(line)
}
# The text of a comment: paragraphs, and lines further in, which stay as they are. `begun`: no paragraph is to be begun.
function put_text(text, begun,    lines, n, i, line, code, words) {
    n = split(text, lines, "\n")
    for (i = 1; i <= n + 1; i++) {
        line = i <= n ? lines[i] : ""
        if (line !~ /^    / && line != "") {
            if (code) { print ".fi\n.RE"; code = 0 }
            words = words " " line
            continue
        }
        if (words != "") { if (!begun) print ".PP"; flow(words); words = ""; begun = 0 }
        if (line == "") continue
        if (!code) { print ".PP\n.RS 4\n.nf"; code = 1 }
        print escaped(substr(line, 5))
    }
    if (code) print ".fi\n.RE"
}
function put_declaration() {
    if (declaration == "") return
    synopsis = synopsis declaration
    parts[++count] = declaration
    texts[count] = comment
    declaration = comment = ""
}
/^#define ASL_TASK_SAYS/ { exit }
/^\/\*/ && !inside { put_declaration(); inside = 1; comment = "" }
inside {
    line = $0
    ends = line ~ /\*\/$/
    sub(/ ?\*+\/$/, "", line); sub(/^\/\*+ ?/, "", line); sub(/^ \* ?/, "", line); sub(/^ +$/, "", line)
    if (line != "" || (comment != "" && !ends)) comment = comment (comment != "" ? "\n" : "") line
    if (ends) { inside = 0; if (!has_head) { head = comment; comment = ""; has_head = 1 } }
    next
}
/^#define ASL_TASK_(QUICK|BLOCKS)/ { declaration = declaration $2 "\n"; next }
/^[a-z].*[(;,]/ && comment != "" && !/^extern "C"/ { declaration = declaration $0 "\n"; next }
/^$/ { put_declaration() }
END {
    put_declaration()
    printf ".TH \"ASL\\-TASK\" 3 \"%s\" \"aslc %s\"\n.SH NAME\nasl\\-task \\- tasks of a workflow, written in C\n", date, escaped(version)
    print ".SH SYNOPSIS\n.nf\n\\fB#include <asl/task.h>\\fR\n"
    n = split(synopsis, lines, "\n")
    for (i = 1; i < n; i++) print "\\fB" escaped(lines[i]) "\\fR"
    print ".fi\n.SH DESCRIPTION"
    sub(/^task\.h - /, "", head)
    sub(/^a workflow's task, written in C\.\n+/, "", head)
    put_text(head, 1)
    for (i = 1; i <= count; i++) {
        print ".PP\n.nf"
        n = split(parts[i], lines, "\n")
        for (j = 1; j < n; j++) print "\\fB" escaped(lines[j]) "\\fR"
        print ".fi\n.RS 4"
        put_text(texts[i], 0)
        print ".RE"
    }
    print ".SH SEE ALSO\n.BR aslc (1),\n.BR asl\\-program (1)"
}
