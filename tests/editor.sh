#!/bin/sh
# The language server in real editors, with the settings that the README has for them: a mistake is shown where it stands,
# and is gone once it is corrected.
suite=editor
. tests/tally.sh

mkdir "$T/home" "$T/bin"
ln -s "$aslc" "$T/bin/aslc"
cp tests/editor/* "$T/"

# settings EDITOR LANGUAGE: the README's block of that language below the line that begins with the editor's name.
settings() {
    awk -v editor="$1," -v fence="\`\`\`$2" 'index($0, editor) == 1 { is_near = 1 } is_inside && $0 == "```" { exit }
        is_inside { print } is_near && $0 == fence { is_inside = 1 }' README.md
}
settings Neovim lua >"$T/init.lua"
settings Emacs elisp >"$T/init.el"
check "the README has settings for Neovim" test -s "$T/init.lua"
check "the README has settings for Emacs" test -s "$T/init.el"
cd "$T" || exit 1
export PATH="$T/bin:$PATH" HOME="$T/home" XDG_CONFIG_HOME="$T/home" XDG_STATE_HOME="$T/home" XDG_DATA_HOME="$T/home" XDG_CACHE_HOME="$T/home"

# shown EDITOR CODE: what it said, without what it calls the server.
shown() {
    tr -d '\r' <"$2" | grep -E '^[0-9]+:|^no' | sed 's/aslc \[next-unknown\]: //' >"$1"
}
cat >wanted <<'END'
6:15: state 'First': 'Next' names 'Lsat', which is not a state here: did you mean 'Last'?
no mistakes
END
if command -v nvim >/dev/null; then
    code "Neovim" 0 timeout 60 nvim --headless -u init.lua -c 'luafile look.lua'
    shown neovim err
    same "Neovim shows it" wanted neovim
else
    skip nvim
fi
if command -v emacs >/dev/null && emacs --batch --eval "(progn (package-initialize) (require 'eglot))" 2>/dev/null; then
    code "Emacs" 0 timeout 60 emacs --batch --eval '(package-initialize)' -l init.el -l look.el
    shown eglot out
    same "Emacs shows it" wanted eglot
else
    skip emacs
fi
cd "$root" && finish
