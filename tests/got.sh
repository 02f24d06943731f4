# got.sh: what the last run printed, in the file got of the current folder, is what was wanted. tally.sh has been read.

# gives WHAT WANTED
gives() {
    if [ "$(cat got)" = "$2" ]; then
        pass
    else
        fail "$1" "wanted $2, got $(head -c 1000 got)"
    fi
}

# holds WHAT TEXT FILE: the text stands in the file.
holds() {
    if grep -qF -- "$2" "$3"; then
        pass
    else
        fail "$1" "no $2 in $(head -c 1000 "$3")"
    fi
}
