#include "runtime/base/handler.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/words.h"

static bool read_command(const char *text, struct buf *why)
{
    char **words = words_split(text);
    bool is_command = words != NULL && words[0] != NULL && words[0][0] != '\0';
    if (!is_command) {
        buf_text(why, words == NULL ? "a quote is not closed" : "it names no command");
    }
    words_release(words);
    return is_command;
}

static bool read_function(const char *language, const char *text, struct buf *why)
{
    const char *slash = strrchr(text, '/');
    const char *name = slash != NULL ? slash + 1 : text;
    const char *dot = strrchr(name, '.');
    bool is_good = dot != NULL && dot != name && dot[1] != '\0';
    if (!is_good) {
        buf_print(why, "lambda:%s:FILE.NAME is wanted, with the file without its ending",
                  language);
    }
    return is_good;
}

bool handler_read(const char *text, enum handler_language *ret_language, const char **ret_rest,
                  struct buf *why)
{
    static const char *const languages[] = {
        [HANDLER_COMMAND] = "", [HANDLER_NODE] = "node", [HANDLER_PYTHON] = "python"
    };
    for (enum handler_language l = HANDLER_NODE; l < HANDLER_LANGUAGES; l++) {
        size_t size = strlen(languages[l]);
        if (strncmp(text, languages[l], size) == 0 && text[size] == ':') {
            *ret_language = l;
            *ret_rest = text + size + 1;
            return read_function(languages[l], *ret_rest, why);
        }
    }
    *ret_language = HANDLER_COMMAND;
    *ret_rest = text;
    return read_command(text, why);
}
