# Completion of @NAME@ in fish. What there is to complete, it asks the program itself.
function __@ID@_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string unescape)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    for line in ($program completion words =$words "=$current" 2>/dev/null)
        switch $line
            case '=*'
                string sub -s 2 -- $line
            case ':files *' ':folders *'
                set -l prefix (string replace -r '^:[a-z]+ ' '' -- $line)
                set -l rest (string sub -s (math 1 + (string length -- "$prefix")) -- "$current")
                set -l paths
                if string match -q ':files *' -- $line
                    set paths (__fish_complete_path "$rest")
                else
                    set paths (__fish_complete_directories "$rest")
                end
                for path in $paths
                    echo $prefix$path
                end
        end
    end
end
complete -c @NAME@ -f -a '(__@ID@_complete)'
