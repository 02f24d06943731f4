#!/bin/sh
# Completion of the command lines of aslc and of programs, in real shells: what each of them makes of an unfinished line.
suite=complete
. tests/tally.sh

mkdir "$T/work" "$T/work/folder"
cp tests/complete/order.asl.json "$T/work"
cp tests/complete/mock.json "$T/work/mock.json"
cd "$T/work" || exit 1
export HOME="$T/work" XDG_CONFIG_HOME="$T/config" XDG_DATA_HOME="$T/data" XDG_CACHE_HOME="$T/cache" PATH="$T/work:$PATH"
code "a program" 0 "$aslc" order.asl.json -o order
ln -s "$aslc" aslc
touch 'a file.asl.json'

for shell in bash zsh fish; do
    for program in order aslc; do
        code "$program: script for $shell" 0 ./$program completion $shell
        cp "$T/out" $program.$shell
    done
done
code "no such shell" 2 ./order completion csh
check "no such shell: says so" grep -q 'the usage is: order completion bash|zsh|fish' "$T/err"
code "no shell" 2 ./aslc completion
code "words without their sign" 2 ./order completion words order run
code "a program without it" 0 "$aslc" --without=completion order.asl.json -o without
code "a program without it: is" 2 ./without completion bash
check "the names of functions are names" sh -c "cp order 'an order-1' && './an order-1' completion bash | grep -qx '_an_order_1_complete() {'"

# What stands on the line, and what becomes of it. A line that ends in "..." becomes several things, which stand behind it.
cat >lines <<'TEXT'
./order run --lim|./order run --limits
./order run --limits=n|./order run --limits=none
./order run --limits a|./order run --limits aws
./order --type=e|./order --type=express
order comp|order completion
order completion z|order completion zsh
./order test mo|./order test mock.json
./order test mock.json --case Pa|./order test mock.json --case Paid:late
./order test mock.json --case Un|./order test mock.json --case Un happy
./order test mock.json --machine=t|./order test mock.json --machine=two
./order run --mock mo|./order run --mock mock.json
./order run --mock=mock.json#H|./order run --mock=mock.json#Happy
./order run --task state:A|./order run --task state:Ask=
./order run --task=state:Ask=exe|./order run --task=state:Ask=exec:
./order run --store=sq|./order run --store=sqlite:
./order run --store sqlite:mo|./order run --store sqlite:mock.json
./order ps --status RUN|./order ps --status RUNNING
./order local dr|./order local drain
./order run --nonsen|./order run --nonsen
aslc --che|aslc --check
aslc --emi|aslc --emit=
aslc --diagnostics=sa|aslc --diagnostics=sarif
aslc --eval=jsonp|aslc --eval=jsonpath
aslc --type e|aslc --type express
aslc --without=serve,ben|aslc --without=serve,bench
aslc -O|aslc -O
aslc -Wno-substitution-u|aslc -Wno-substitution-unused
aslc --suppress next-u|aslc --suppress next-unknown
aslc --tasks=mo|aslc --tasks=mock.json
aslc a\ f|aslc a file.asl.json
aslc serv|aslc serve
aslc serve --virtual|aslc serve --virtual-time
aslc serve --limits=a|aslc serve --limits=aws
aslc order.asl.json --sta|aslc order.asl.json --static
TEXT
sed 's/|.*//' lines >typed
sed 's/.*|//' lines >wanted

# compare SHELL: what it has made of the lines is in $T/got, word by word in <>.
compare() {
    sed 's/^<//; s/>$//; s/></ /g' "$T/got" >got
    check "$1 answers" test -s got
    same "$1" wanted got
}

# In bash and zsh each line is typed, TAB, and then a word in front that shows the words that the shell has made.
{
    echo 'PS1= PS2=; source ./order.bash; source ./aslc.bash; show() { printf "<%s>" "$@" >>"$T/got"; echo >>"$T/got"; }'
    awk '{ printf "%s\t\001show \005\n", $0 }' typed
} >keys
rm -f "$T/got"
T=$T timeout 120 bash --norc -i <keys >"$T/log" 2>&1
compare bash

# What bash asks for where a name of a file is to stand, and where there are several words.
cat >ask.bash <<'SH'
source ./order.bash
compopt() { echo "compopt $*"; }
COMP_LINE="./order run --limits " COMP_POINT=${#COMP_LINE} COMP_WORDS=(./order run --limits "") COMP_CWORD=3
_order_complete
printf '%s\n' "${COMPREPLY[@]}"
COMP_LINE="./order run --local " COMP_POINT=${#COMP_LINE} COMP_WORDS=(./order run --local "") COMP_CWORD=3
_order_complete
COMP_LINE="./order run --history x" COMP_POINT=${#COMP_LINE} COMP_WORDS=(./order run --history x) COMP_CWORD=3
_order_complete
COMP_LINE="./order run --limits=" COMP_POINT=${#COMP_LINE} COMP_WORDS=(./order run --limits "=") COMP_CWORD=2
_order_complete
printf '%s\n' "${COMPREPLY[@]}"
complete -p order
SH
printf 'aws\nnone\ncompopt -o dirnames\ncompopt -o default\naws\nnone\ncomplete -F _order_complete order\n' >asked.wanted
code "bash: its function" 0 bash --norc ask.bash
same "bash: its function" asked.wanted "$T/out"

if command -v zsh >/dev/null; then
    mkdir functions
    cp order.zsh functions/_order
    cp aslc.zsh functions/_aslc
    cat >type.zsh <<'ZSH'
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell 'PS1= PS2= RPS1= LISTMAX=10000; unset zle_bracketed_paste; stty -echo cols 1000; fpath=($PWD/functions $fpath)'
zpty -w shell 'autoload -Uz compinit; compinit -u -D; show() { print -r -- "<${(j:><:)@}>" >>$T/got }'
while IFS= read -r line; do
    zpty -w -n shell "$line"$'\t\C-ashow \C-e\n'
done <typed
zpty -w shell exit
while zpty -r shell line; do :; done
ZSH
    rm -f "$T/got"
    T=$T timeout 120 zsh -f type.zsh >"$T/log" 2>&1
    # It puts a sign behind a folder's name, and finishes a word that can become only one thing.
    compare zsh
else
    skip zsh
fi

if command -v fish >/dev/null; then
    # fish tells what a line's last word can become; a word that can become nothing stays.
    cat >type.fish <<'FISH'
source order.fish
source aslc.fish
while read -l line
    set -l found (complete -C "$line" | string replace -r '\t.*' '')
    set -l words (string replace -ra '\\\\ ' ' ' -- (string match -r '^(.* )[^ ]*$' -- (string replace '\ ' '_' -- $line))[2])
    test (count $found) = 1; or set found (string match -r '[^ ]*$' -- $line)
    printf '%s%s\n' $words $found
end <typed
FISH
    code "fish" 0 fish --no-config type.fish
    cp "$T/out" "$T/got"
    compare fish
else
    skip fish
fi
cd "$root" && finish
