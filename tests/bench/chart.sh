#!/bin/sh
# chart.sh RESULTS: an SVG that shows how long a run of the four workflows takes, ours beside hand C on json-c and npm
# aws-local-stepfunctions, on a scale on which each line is ten times the one before. The same results give the same bytes.
set -eu
LC_ALL=C awk -F '\t' '
    function place(us) { return left + log(us / least) / log(10) * decade }
    function shown(us) { return us < 10 ? sprintf("%.1f us", us) : us < 1000 ? sprintf("%.0f us", us) : us < 10000 ? sprintf("%.1f ms", us / 1000) : sprintf("%.0f ms", us / 1000) }
    $1 == "microseconds a run, text to text" && $3 != "-" {
        split($2, part, ": ")
        took[part[1], part[2]] = $3
        found = 1
    }
    END {
        if (!found) { print "chart.sh: there are no times in the results" | "cat >&2"; exit 1 }
        split("pass order loop map", names, " ")
        title["pass"] = "ten Pass states"; title["order"] = "a Choice, a C task"
        title["loop"] = "a loop of 1,000"; title["map"] = "a Map of 1,000"
        split("ours|hand C on json-c|npm", sides, "|")
        legend["ours"] = "aslc"; legend["hand C on json-c"] = "the same by hand in C on json-c"; legend["npm"] = "npm aws-local-stepfunctions"
        left = 170; top = 70; decade = 88; least = 1; decades = 6; bar = 16; group = 68
        width = left + decades * decade + 30; height = top + 4 * group + 40; right = left + decades * decade
        printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"How long a run takes\">\n", width, height, width, height)
        print "<style>"
        print "  text { font: 13px system-ui, sans-serif; fill: #1f2328; }"
        print "  .back { fill: #ffffff; } .line { stroke: #d1d9e0; } .small { font-size: 12px; fill: #59636e; }"
        print "  .side1 { fill: #0969da; } .side2 { fill: #818b98; } .side3 { fill: #bc4c00; }"
        print "  @media (prefers-color-scheme: dark) {"
        print "    text { fill: #f0f6fc; } .back { fill: #0d1117; } .line { stroke: #3d444d; } .small { fill: #9198a1; }"
        print "    .side1 { fill: #4493f8; } .side2 { fill: #9198a1; } .side3 { fill: #f0883e; }"
        print "  }"
        print "</style>"
        printf("<rect class=\"back\" width=\"%d\" height=\"%d\"/>\n", width, height)
        print "<text x=\"16\" y=\"24\" font-weight=\"600\">How long a run takes, from text to text (each line is ten times the one before)</text>"
        at = 16
        for (s = 1; s <= 3; s++) {
            printf("<rect class=\"side%d\" x=\"%d\" y=\"38\" width=\"12\" height=\"12\"/><text x=\"%d\" y=\"49\">%s</text>\n", s, at, at + 18, legend[sides[s]])
            at += 50 + 7 * length(legend[sides[s]])
        }
        for (d = 0; d <= decades; d++) {
            x = left + d * decade
            printf("<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x, top, x, top + 4 * group)
            split("1 us|10 us|100 us|1 ms|10 ms|100 ms|1 s", tick, "|")
            printf("<text class=\"small\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x, top + 4 * group + 18, tick[d + 1])
        }
        for (g = 1; g <= 4; g++) {
            y = top + (g - 1) * group + 8
            printf("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", left - 12, y + 29, title[names[g]])
            for (s = 1; s <= 3; s++) {
                us = took[names[g], sides[s]]
                if (us == "") continue
                end = place(us < least ? least : us)
                end = end > right ? right : end
                y0 = y + (s - 1) * (bar + 2)
                printf("<rect class=\"side%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>", s, left, y0, end - left < 1 ? 1 : end - left, bar)
                printf("<text class=\"small\" x=\"%.1f\" y=\"%d\">%s</text>\n", end + 5, y0 + 12, shown(us))
            }
        }
        print "</svg>"
    }' "$1"
