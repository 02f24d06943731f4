# Makes a manual page of two files: what a command prints with --help=man, and a page with more prose. In that one a line
# @TITLE NAME@ stands for the head, with NAME as the page's, and @SECTION@ for the section of that name.
FNR == NR {
    if (/^\.TH /) title = $0
    else if (/^\.SH /) section = substr($0, 5)
    if (section != "") text[section] = text[section] $0 "\n"
    next
}
/^@TITLE .*@$/ {
    name = substr($0, 8, length($0) - 8)
    sub(/"[^"]*"/, "\"" name "\"", title)
    print title
    next
}
/^@.*@$/ {
    section = substr($0, 2, length($0) - 2)
    if (!(section in text)) { print "page.awk: there is no section " section > "/dev/stderr"; exit 1 }
    printf "%s", text[section]
    next
}
{ print }
