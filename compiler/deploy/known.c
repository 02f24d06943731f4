#include "compiler/deploy/known.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/nearest.h"

#define WORDS_MAX 1000 /* that one is looked for among */
#define BEGUN_MIN 3    /* letters of a word that may be the beginning of another */

static const struct service {
    const char *name, *types;
} services[] = {
#define SERVICE(name, types) { name, types },
#include "compiler/deploy/type.def"
#undef SERVICE
};

static const struct resource {
    const char *type, *attributes, *properties;
} resources[] = {
#define RESOURCE(type, attributes, properties) { type, attributes, properties },
#include "compiler/deploy/resource.def"
#undef RESOURCE
};

static const struct part {
    const char *type, *name, *members;
} parts[] = {
#define PART(type, name, members) { type, name, members },
#include "compiler/deploy/part.def"
#undef PART
};

#define SERVICE_COUNT (sizeof services / sizeof services[0])

/* ---- Words ---- */

static size_t word_size(const char *at, char stop)
{
    const char ends[] = { ' ', stop, '\0' };
    return strcspn(at, ends);
}

static const char *next_word(const char *at)
{
    at += strcspn(at, " ");
    return at + strspn(at, " ");
}

const char *known_word(const char *text, const char *word, char stop)
{
    size_t size = strlen(word);
    while (*text != '\0' && (word_size(text, stop) != size || strncmp(text, word, size) != 0)) {
        text = next_word(text);
    }
    return *text != '\0' ? text : NULL;
}

const char *known_near(struct arena *a, const char *text, const char *word, char stop)
{
    const char *words[WORDS_MAX];
    size_t count = 0;
    for (; *text != '\0' && count < WORDS_MAX; text = next_word(text)) {
        words[count++] = arena_text_n(a, text, word_size(text, stop));
    }
    const char *near = nearest_word(word, words, count);
    for (size_t i = 0; near == NULL && strlen(word) >= BEGUN_MIN && i < count; i++) {
        near = strncmp(words[i], word, strlen(word)) == 0 ? words[i] : NULL;
    }
    return near;
}

/* ---- Types ---- */

/* The service of "AWS::SERVICE::TYPE", and *ret_type what stands behind; NULL if there is no
 * such one. */
static const struct service *service_of(const char *type, const char **ret_type)
{
    const char *name = strncmp(type, "AWS::", 5) == 0 ? type + 5 : "";
    const char *colons = strstr(name, "::");
    for (size_t i = 0; colons != NULL && i < SERVICE_COUNT; i++) {
        size_t size = strlen(services[i].name);
        if ((size_t)(colons - name) == size && strncmp(name, services[i].name, size) == 0) {
            *ret_type = colons + 2;
            return &services[i];
        }
    }
    return NULL;
}

/* Modules and what others than AWS have registered are not listed anywhere. */
static bool is_of_others(const char *type)
{
    const char *colons = strstr(type, "::");
    return colons != NULL &&
           (strncmp(type, "AWS::", 5) != 0 || strstr(colons + 2, "::MODULE") != NULL);
}

bool known_type(const char *type)
{
    const char *name;
    const struct service *s = service_of(type, &name);
    return is_of_others(type) || (s != NULL && known_word(s->types, name, ' ') != NULL);
}

const char *known_meant(struct arena *a, const char *type)
{
    const char *name = strncmp(type, "AWS::", 5) == 0 ? type + 5 : type, *names[SERVICE_COUNT];
    const char *colons = strstr(name, "::");
    size_t i = 0;
    for (; i < SERVICE_COUNT; i++) {
        names[i] = services[i].name;
    }
    const char *own = colons == NULL ? "" : arena_text_n(a, name, (size_t)(colons - name));
    const char *service = nearest_word(own, names, SERVICE_COUNT);
    for (i = 0; service != NULL && strcmp(names[i], service) != 0;) {
        i++;
    }
    const char *near =
        service == NULL ? NULL : known_near(a, services[i].types, colons + 2, ' ');
    return near == NULL ? NULL : arena_print(a, "AWS::%s::%s", service, near);
}

/* ---- Those that are made here ---- */

static const struct resource *find(const char *type)
{
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        if (strcmp(resources[i].type, type) == 0) {
            return &resources[i];
        }
    }
    return NULL;
}

const char *known_lacks(const char *type, const char *attribute)
{
    const struct resource *r = find(type);
    bool lacks = r != NULL && known_word(r->attributes, attribute, ' ') == NULL;
    return lacks ? r->attributes : NULL;
}

const char *known_properties(const char *type)
{
    const struct resource *r = find(type);
    return r == NULL ? NULL : r->properties;
}

const char *known_part(const char *type, const char *name)
{
    size_t size = word_size(name, ' ');
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].type, type) == 0 && strncmp(parts[i].name, name, size) == 0 &&
            parts[i].name[size] == '\0') {
            return parts[i].members;
        }
    }
    return NULL;
}
