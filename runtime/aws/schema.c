#include "runtime/aws/schema.h"

#include <string.h>

#include <asl/asl.h>

static const struct asl_schema schema_text = { .kind = SCHEMA_TEXT };
static const struct asl_schema schema_integer = { .kind = SCHEMA_INTEGER };
static const struct asl_schema schema_number = { .kind = SCHEMA_NUMBER };
static const struct asl_schema schema_boolean = { .kind = SCHEMA_BOOLEAN };
static const struct asl_schema schema_json = { .kind = SCHEMA_JSON };
static const struct asl_schema schema_object_text = { .kind = SCHEMA_OBJECT_TEXT };
static const struct asl_schema schema_lists = { .kind = SCHEMA_LISTS };

/* The names first: some schemas hold themselves. */
#define INPUT(name, ...)
#define STRUCT(name, ...) static const struct asl_schema schema_##name;
#define LOOSE(name, ...)  static const struct asl_schema schema_##name;
#define EMPTY(name)       static const struct asl_schema schema_##name;
#define LIST(name, kind)  static const struct asl_schema schema_##name;
#define MAP(name, kind)   static const struct asl_schema schema_##name;
#include "runtime/aws/schemas.def"

/* The names of members stand together: as literals, those of all tables would come into each
 * program. */
#define TAKES(member, kind) #member "\0"
#define NEEDS(member, kind) #member "\0"
#define NAMES(name, list)   static const char names_of_##name[] = list;
#define INPUT(name, ...)    NAMES(name, __VA_ARGS__)
#define STRUCT(name, ...)   NAMES(name, __VA_ARGS__)
#define LOOSE(name, ...)    NAMES(name, __VA_ARGS__)
#define EMPTY(name)
#define LIST(name, kind)
#define MAP(name, kind)
#include "runtime/aws/schemas.def"
#undef TAKES
#undef NEEDS

/* Each is a datum of its own, so that a program is linked with what it reaches. */
#define TAKES(member, kind) { .schema = &schema_##kind },
#define NEEDS(member, kind) { .schema = &schema_##kind, .is_needed = true },
#define MEMBERS(name, ...)                                                                     \
    static const struct schema_member members_of_##name[] = { __VA_ARGS__ };
#define OBJECT(name, kind_of)                                                                  \
    { .kind = kind_of,                                                                         \
      .members = members_of_##name,                                                            \
      .names = names_of_##name,                                                                \
      .count = sizeof members_of_##name / sizeof members_of_##name[0] };
#define INPUT(name, ...)                                                                       \
    MEMBERS(name, __VA_ARGS__)                                                                 \
    const struct asl_schema name = OBJECT(name, SCHEMA_STRUCT)
#define STRUCT(name, ...)                                                                      \
    MEMBERS(name, __VA_ARGS__)                                                                 \
    static const struct asl_schema schema_##name = OBJECT(name, SCHEMA_STRUCT)
#define LOOSE(name, ...)                                                                       \
    MEMBERS(name, __VA_ARGS__)                                                                 \
    static const struct asl_schema schema_##name = OBJECT(name, SCHEMA_LOOSE)
#define EMPTY(name) static const struct asl_schema schema_##name = { .kind = SCHEMA_STRUCT };
#define LIST(name, kind_of)                                                                    \
    static const struct asl_schema schema_##name = { .kind = SCHEMA_LIST,                      \
                                                     .of = &schema_##kind_of };
#define MAP(name, kind_of)                                                                     \
    static const struct asl_schema schema_##name = { .kind = SCHEMA_MAP,                       \
                                                     .of = &schema_##kind_of };
#include "runtime/aws/schemas.def"

/* Each kind's types of JSON, besides null, and AWS's words for it. */
#define IS(type) (1U << SCHEMA_IS_##type)
#define IS_ANY   (~0U)
static const struct {
    unsigned types;
    const char *words;
} kinds[] = {
    [SCHEMA_TEXT] = { IS(TEXT), "a STRING" },
    [SCHEMA_INTEGER] = { IS(NUMBER), "an INTEGER" },
    [SCHEMA_NUMBER] = { IS(NUMBER), "a NUMBER" },
    [SCHEMA_NUMERIC] = { IS(NUMBER) | IS(TEXT), "a NUMBER" },
    [SCHEMA_BOOLEAN] = { IS(BOOLEAN) | IS(TEXT), "a BOOLEAN" },
    [SCHEMA_JSON] = { IS_ANY, "a STRING" },
    [SCHEMA_OBJECT_TEXT] = { IS(TEXT) | IS(OBJECT) | IS(ARRAY), "a STRING" },
    [SCHEMA_LISTS] = { IS_ANY, "an OBJECT" },
    [SCHEMA_LIST] = { IS(ARRAY), "an ARRAY" },
    [SCHEMA_MAP] = { IS(OBJECT), "an OBJECT" },
    [SCHEMA_STRUCT] = { IS(OBJECT), "an OBJECT" },
    [SCHEMA_LOOSE] = { IS_ANY, "an OBJECT" },
};

bool schema_fits(const struct asl_schema *s, enum schema_type type)
{
    return ((kinds[s->kind].types | IS(NULL)) & (1U << type)) != 0;
}

const char *schema_words(const struct asl_schema *s)
{
    return kinds[s->kind].words;
}

bool schema_has_members(const struct asl_schema *s)
{
    return s->kind == SCHEMA_STRUCT || s->kind == SCHEMA_LOOSE;
}

const struct schema_member *schema_member(const struct asl_schema *s, const char *name)
{
    const char *at = s->names;
    for (size_t i = 0; i < s->count; i++, at += strlen(at) + 1) {
        const char *other = s->members[i].other;
        if (strcmp(at, name) == 0 || (other != NULL && strcmp(other, name) == 0)) {
            return &s->members[i];
        }
    }
    return NULL;
}

const char *schema_name(const struct asl_schema *s, size_t index)
{
    const char *at = s->names;
    while (index-- > 0) {
        at += strlen(at) + 1;
    }
    return at;
}
