# Completion of @NAME@ in bash. What there is to complete, it asks the program itself.
_@ID@_complete() {
    local line=${COMP_LINE:0:COMP_POINT} blank word i
    local -a words=()
    # bash also parts words at = and :, without a blank.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        blank=${line%%[![:space:]]*}
        line=${line#"$blank"}
        word=${COMP_WORDS[i]}
        ((i < COMP_CWORD)) || word=$line
        line=${line#"$word"}
        if [[ $i -gt 0 && -z $blank ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
    done
    local quoted=no
    [[ ${words[${#words[@]} - 1]} != [\'\"]* ]] || quoted=yes
    words=("${words[@]//[\\\'\"]/}")
    local program=${words[0]} current=${words[${#words[@]} - 1]} kept= sign
    [[ $program != '~/'* ]] || program=$HOME/${program:2}
    # What stands before the last such sign is not replaced.
    for sign in = :; do
        if [[ $COMP_WORDBREAKS == *$sign* && $current == *$sign* ]]; then
            word=${current%"$sign"*}$sign
            ((${#word} <= ${#kept})) || kept=$word
        fi
    done
    COMPREPLY=()
    local files=no
    while IFS= read -r line; do
        case $line in
        =*)
            word=${line:1}
            word=${word%%$'\t'*}
            word=${word#"$kept"}
            [[ $quoted = yes || $word != *[!A-Za-z0-9_./=:,@%+-]* ]] || printf -v word %q "$word"
            COMPREPLY+=("$word")
            ;;
        :files*) files=yes ;;
        :folders*) compopt -o dirnames 2>/dev/null ;;
        esac
    done < <("$program" completion words "${words[@]/#/=}" 2>/dev/null)
    if [[ $files = yes && ${#COMPREPLY[@]} -gt 0 ]]; then
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "${current#"$kept"}")
        compopt -o filenames 2>/dev/null
    elif [[ $files = yes ]]; then
        compopt -o default 2>/dev/null
    fi
    if [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} == *[=:\#,] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _@ID@_complete @NAME@
