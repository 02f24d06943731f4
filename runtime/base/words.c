#include "runtime/base/words.h"

#include <stdbool.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

/* One word into `word`; blanks and backslashes in quotes are plain. Returns false if a quote is
 * not closed. */
static bool take_word(const char **at, struct buf *word)
{
    while (**at != '\0' && !text_is_blank(**at)) {
        char quote = **at;
        if (quote != '\'' && quote != '"') {
            buf_char(word, *(*at)++);
            continue;
        }
        const char *end = strchr(*at + 1, quote);
        if (end == NULL) {
            return false;
        }
        buf_put(word, *at + 1, (size_t)(end - *at - 1));
        *at = end + 1;
    }
    return true;
}

char **words_copy(const char *const *words)
{
    size_t count = 0;
    while (words != NULL && words[count] != NULL) {
        count++;
    }
    char **copy = memory_array(count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++) {
        copy[i] = memory_text(words[i]);
    }
    copy[count] = NULL;
    return copy;
}

void words_release(char **words)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        memory_release(words[i]);
    }
    memory_release(words);
}

char **words_split(const char *text)
{
    size_t room = 4, count = 0;
    char **words = memory_array(room, sizeof *words);
    words[0] = NULL;
    for (;;) {
        while (text_is_blank(*text)) {
            text++;
        }
        if (*text == '\0') {
            return words;
        }
        struct buf word = { 0 };
        if (!take_word(&text, &word)) {
            buf_release(&word);
            words_release(words);
            return NULL;
        }
        words = memory_grow(words, count + 1, &room, sizeof *words);
        words[count++] = buf_take(&word);
        words[count] = NULL;
    }
}
