#!/bin/sh
# Checks tests/language.md, the language in items: that each item says something, says from where it is known in the words
# of the table at the beginning, and names tests which are there and which name the item in turn; that no number stands
# there twice; and that each number which the sources or the tests mention has its item.
cd "$(dirname "$0")/.." || exit 2
suite=items
. tests/tally.sh

number='[A-Z]{1,2}-[0-9]{2}'
find tests samples -type f >"$T/files"
grep -rHowE "$number" tests samples --include='*.sh' --include='*.[ch]' --include='*.json' --include='*.yaml' |
    sort -u >"$T/named"
grep -rIohwE "$number" compiler runtime templates samples tests --exclude=language.md |
    sort -u >"$T/mentioned"
awk '
    function complain(why) { print item ": " why; bad = 1 }

    # The entry is text: "... what AWS does. (known, known: [test](path), [test](path))"
    function finish_item(   at, from, i, n, words, known, path) {
        if (item == "") return
        bad = 0
        if (item in has) complain("stands there twice")
        has[item] = 1
        at = match(text, / \([a-zA-Z, ]+: [^ ].*\)$/)
        if (!at) {
            complain("does not end in (known from: [test](path))")
        } else {
            from = substr(text, at + 2)
            if (split(substr(text, 1, at), words, " ") < 5) complain("says nothing")
            n = split(substr(from, 1, index(from, ": ") - 1), known, ", ")
            for (i = 1; i <= n; i++) if (!(known[i] in ways)) complain("\"" known[i] "\" is not in the table")
            n = 0
            while (match(from, /\]\([^)]*\)/)) {
                path = "tests/" substr(from, RSTART + 2, RLENGTH - 3)
                sub(/^tests\/\.\.\//, "", path)
                from = substr(from, RSTART + RLENGTH)
                n++
                if (!(path in files)) complain("there is no " path)
                else if (!((path ":" item) in named)) complain(path " does not name it")
            }
            if (n == 0) complain("links to no test")
        }
        if (!bad) good++
        item = ""
    }

    FILENAME ~ /files$/ { files[$0]; next }
    FILENAME ~ /named$/ { named[$0]; next }
    FILENAME ~ /mentioned$/ { mentioned[$0]; next }
    /^\| [^|]* \| [^|]* \|$/ { sub(/^\| /, ""); sub(/ \|.*/, ""); ways[$0]; next }
    /^\*\*[A-Z]+-[0-9][0-9]\*\* / {
        finish_item()
        item = substr($1, 3, length($1) - 4)
        text = substr($0, length($1) + 2)
        next
    }
    NF == 0 { finish_item(); next }
    item != "" { text = text " " $0 }
    END {
        finish_item()
        for (item in mentioned) if (!(item in has)) complain("is mentioned, and has no item: write it into tests/language.md")
        print "good " good + 0
    }' "$T/files" "$T/named" "$T/mentioned" tests/language.md | sort >"$T/found"

while read -r word rest; do
    case $word in
    good) passed=$((passed + rest)) ;;
    *) fail "${word%:}" "$rest" ;;
    esac
done <"$T/found"
finish
