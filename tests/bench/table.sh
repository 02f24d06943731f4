#!/bin/sh
# table.sh RESULTS: the figures of a file of results (common.sh says how it is written) beside their bars.
set -eu
awk -F '\t' '
    function verdict(figure, bar,   part) {
        if (figure == "-") return "not measured"
        if (bar == "-") return ""
        split(bar, part, " ")
        return (part[1] == "<=" ? figure + 0 <= part[2] + 0 : figure + 0 >= part[2] + 0) ? "met" : "MISSED"
    }
    $1 != row { row = $1; print row }
    {
        judged = verdict($3, $4)
        count[judged]++
        printf("    %-26s %9s   %-8s  %-12s  %s\n", ($2 == "-" ? "" : $2), $3, ($4 == "-" ? "" : $4), judged, $5)
    }
    END { printf("%d bars met, %d missed, %d not measured\n", count["met"], count["MISSED"], count["not measured"]) }' "$1"
