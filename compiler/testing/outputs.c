#include "compiler/testing/outputs.h"

#include <string.h>

#include "compiler/base/arena.h"

/* The file as it is, with a NUL behind. */
__asm__(".section .rodata\n"
        "output_lines:\n"
        ".incbin \"compiler/testing/outputs.txt\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char output_lines[];

static const char *after_line(const char *at)
{
    return strchr(at, '\n') + 1;
}

/* Take the first of the words that are left. One that is empty has a NULL text. */
static struct arn_part take_word(struct arn_part *words)
{
    struct arn_part word = arn_part_before(*words, ' ');
    size_t taken = word.size + (word.size < words->size);
    *words = arn_part_after(*words, taken);
    return arn_part_is(word, "-") ? (struct arn_part){ NULL, 0 } : word;
}

static struct arn_part line_at(const char *at)
{
    return (struct arn_part){ at, strcspn(at, "\n") };
}

static bool is_same(struct arn_part a, struct arn_part b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.text, b.text, a.size) == 0);
}

/* Behind the line of the service; NULL if there is none of that name. */
static const char *find_service(struct arn_part service)
{
    for (const char *at = output_lines; *at != '\0'; at = after_line(at)) {
        struct arn_part words = line_at(at);
        if (arn_part_is(take_word(&words), "service") && is_same(words, service)) {
            return after_line(at);
        }
    }
    return NULL;
}

static bool is_shape(const char *at)
{
    return *at != 'A' && *at != '\0' && strncmp(at, "service ", 8) != 0;
}

bool outputs_find(struct arena *a, struct arn_part service, struct arn_part action,
                  struct outputs *ret_outputs, struct arn_part *ret_of)
{
    const char *first = find_service(service), *at = first;
    size_t count = 0;
    if (first == NULL) {
        return false;
    }
    for (; is_shape(at); at = after_line(at)) {
        count++;
    }
    struct outputs o = { .lines = arena_array(a, count + 1, sizeof *o.lines), .count = count };
    for (; *at == 'A'; at = after_line(at)) {
        struct arn_part words = arn_part_after(line_at(at), 2);
        if (is_same(take_word(&words), action)) {
            for (size_t i = 0; i < count; i++, first = after_line(first)) {
                o.lines[i] = first;
            }
            *ret_outputs = o;
            *ret_of = take_word(&words);
            return true;
        }
    }
    return false;
}

static enum output_kind kind_of(char letter)
{
    switch (letter) {
    case 'n': return OUTPUT_NUMBER;
    case 'B': return OUTPUT_BOOLEAN;
    case 'b': return OUTPUT_BLOB;
    case 't': return OUTPUT_TIME;
    case 'd': return OUTPUT_DOCUMENT;
    case 'L': return OUTPUT_LIST;
    case 'M': return OUTPUT_MAP;
    case 'S': return OUTPUT_STRUCTURE;
    default: return OUTPUT_STRING;
    }
}

struct output_shape output_shape(const struct outputs *o, struct arn_part word)
{
    size_t number = 0;
    if (word.text[0] < '0' || word.text[0] > '9') {
        return (struct output_shape){ .kind = kind_of(word.text[0]) };
    }
    for (size_t i = 0; i < word.size; i++) {
        number = number * 10 + (size_t)(word.text[i] - '0');
    }
    const char *line = o->lines[number];
    struct arn_part words = arn_part_after(line_at(line), line[1] == '\n' ? 1 : 2);
    struct output_shape s = { .kind = kind_of(line[0]) };
    if (s.kind == OUTPUT_STRUCTURE) {
        s.members = words;
        return s;
    }
    if (s.kind == OUTPUT_LIST || s.kind == OUTPUT_MAP) {
        s.of = take_word(&words);
    }
    s.least = take_word(&words);
    s.most = take_word(&words);
    if (s.kind == OUTPUT_STRING && !arn_part_is(words, "-")) {
        s.values = words;
    }
    return s;
}

bool output_member(struct arn_part *members, struct output_member *ret_member)
{
    if (members->size == 0) {
        return false;
    }
    struct arn_part word = take_word(members);
    struct arn_part head = arn_part_before(word, ':');
    struct output_member m = { .of = arn_part_after(word, head.size + 1) };
    m.is_required = head.text[head.size - 1] == '!';
    head.size -= m.is_required;
    m.name = arn_part_before(head, '=');
    m.api = m.name.size == head.size ? head : arn_part_after(head, m.name.size + 1);
    *ret_member = m;
    return true;
}
