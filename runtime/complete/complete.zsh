#compdef @NAME@
# Completion of @NAME@ in zsh. What there is to complete, it asks the program itself.
_@ID@_complete() {
    local program=${(Q)words[1]} line word prefix
    local -a asked closed closed_shown open open_shown
    program=${~program}
    asked=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
    for line in "${(@f)$("$program" completion words "${(@)asked/#/=}" 2>/dev/null)}"; do
        case $line in
        (\=*)
            word=${${line#=}%%$'\t'*}
            line=${line#=}
            line="$word${${line#"$word"}/$'\t'/  -- }"
            case $word in
            (*[=:\#,]) open+=("$word") open_shown+=("$line") ;;
            (*) closed+=("$word") closed_shown+=("$line") ;;
            esac
            ;;
        (:files\ *)
            prefix=${line#:files }
            compset -P "${(b)prefix}"
            _files
            ;;
        (:folders\ *)
            prefix=${line#:folders }
            compset -P "${(b)prefix}"
            _files -/
            ;;
        esac
    done
    (( ! $#closed )) || compadd -l -d closed_shown -a closed
    (( ! $#open )) || compadd -l -S '' -d open_shown -a open
}
if [[ $funcstack[1] = _@NAME@ ]]; then
    _@ID@_complete
else
    compdef _@ID@_complete @NAME@
fi
