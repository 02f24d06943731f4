/*
 * The embedded Secrets Manager: tests/services/secrets.txt has a request after the other, with
 * what is answered.
 */
#include "runtime/secrets/secrets.h"

#include <sys/stat.h>

#include "tests/unit/service.h"

#define TESTS "tests/services/secrets.txt"

static struct secrets *secrets;

static void open_secrets(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "VersionId";
    CU_ASSERT_TRUE_FATAL(secrets_open(path, &service_chance, &secrets, &why));
    memory_release(path);
}

static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    (void)out;
    secrets_answer(secrets, operation, request, now_ms, ret_answer);
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_secrets(#name);                                                                   \
        groups_run(TESTS, #name, check);                                                       \
        secrets_close(secrets);                                                                \
    }

SECTION(made)
SECTION(got)
SECTION(put)
SECTION(updated)
SECTION(deleted)
SECTION(stages)
SECTION(listed)
SECTION(tags)
SECTION(passwords)

/* Nobody but its owner may read the files, of which SQLite makes more. */
static void owner_only(void)
{
    static const char *const names[] = { "secrets.db", "secrets.db-wal", "secrets.db-shm" };
    open_secrets("owner_only");
    check("1 CreateSecret", "{\"Name\":\"\"}",
          "{\"__type\":\"ValidationException\",\"message\":\"Invalid name. Must be a valid "
          "name containing alphanumeric characters, or any of the following: -/_+=.@!\"}");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct stat st = { 0 };
        struct buf path = { 0 };
        buf_print(&path, "%s/owner_only/%s", folder(), names[i]);
        CU_ASSERT_EQUAL(stat(path.text, &st), 0);
        CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
        buf_release(&path);
    }
    secrets_close(secrets);
}

/* A password has a character of each kind, and none that is excluded. */
static void password_kinds(void)
{
    struct read_error error;
    struct value *request = NULL;
    const char *text = "{\"PasswordLength\":4,\"ExcludeCharacters\":\"aeiou\"}";
    open_secrets("password_kinds");
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &request, &error));
    for (int i = 0; i < 200; i++) {
        struct service_answer said = { 0 };
        secrets_answer(secrets, "GetRandomPassword", request, 1, &said);
        const char *password = value_member_text(said.body, "RandomPassword");
        CU_ASSERT_PTR_NOT_NULL_FATAL(password);
        CU_ASSERT_EQUAL(strlen(password), 4);
        CU_ASSERT_PTR_NULL(strpbrk(password, "aeiou"));
        CU_ASSERT_PTR_NOT_NULL(strpbrk(password, "bcdfghjklmnpqrstvwxyz"));
        CU_ASSERT_PTR_NOT_NULL(strpbrk(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
        CU_ASSERT_PTR_NOT_NULL(strpbrk(password, "0123456789"));
        CU_ASSERT_PTR_NOT_NULL(strpbrk(password, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"));
        service_answer_release(&said);
    }
    value_release(request);
    secrets_close(secrets);
}

UNIT_MAIN("secrets", { "made", made }, { "got", got }, { "put", put }, { "updated", updated },
          { "deleted", deleted }, { "stages", stages }, { "listed", listed }, { "tags", tags },
          { "passwords", passwords }, { "owner only", owner_only },
          { "password kinds", password_kinds })
