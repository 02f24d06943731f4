#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/arguments.h"
#include "compiler/drive/options.h"
#include "tests/unit/unit.h"

static struct arena *a;
static struct options o;

/* The words behind "aslc", ended by NULL. Usage messages go nowhere. */
static bool parse(const char *first, ...)
{
    if (a == NULL) {
        a = arena_new();
    }
    char *argv[32] = { arena_text(a, "aslc") };
    int argc = 1;
    va_list more;
    va_start(more, first);
    for (const char *word = first; word != NULL; word = va_arg(more, const char *)) {
        argv[argc++] = arena_text(a, word);
    }
    va_end(more);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    FILE *nowhere = fopen("/dev/null", "w");
    dup2(fileno(nowhere), STDERR_FILENO);
    bool is_good = arguments_parse(a, argc, argv, &o);
    dup2(kept, STDERR_FILENO);
    close(kept);
    fclose(nowhere);
    return is_good;
}

static void test_build(void)
{
    CU_ASSERT_TRUE(parse("order.asl.json", "charge.c", "-lm", "-L", "libs", "-Iinc", "x.o",
                         "y.a", "z.so", "-o", "order", NULL));
    CU_ASSERT_EQUAL(o.action, OPTIONS_BUILD);
    UNIT_TEXT(o.inputs[0], "order.asl.json");
    CU_ASSERT_PTR_NULL(o.inputs[1]);
    static const char *const wanted[] = { "charge.c", "-lm", "-Llibs", "-Iinc",
                                          "x.o",      "y.a", "z.so" };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        UNIT_TEXT(o.cc_args[i], wanted[i]);
    }
    CU_ASSERT_PTR_NULL(o.cc_args[7]);
    UNIT_TEXT(o.output, "order");
    UNIT_TEXT(o.level, "-O1");
    CU_ASSERT_FALSE(o.debug);
}

static void test_forms(void)
{
    CU_ASSERT_TRUE(parse("-oorder", "-DA=1", "-D", "B=x=y", "--cc=clang -m64", "--type",
                         "express", "-g", "-O0", "-O2", "a.json", NULL));
    UNIT_TEXT(o.output, "order");
    UNIT_TEXT(o.defines[0], "A=1");
    UNIT_TEXT(o.defines[1], "B=x=y");
    UNIT_TEXT(o.cc, "clang -m64");
    UNIT_TEXT(o.level, "-O2");
    CU_ASSERT_EQUAL(o.type, CHECK_EXPRESS);
    CU_ASSERT_TRUE(o.debug);
    CU_ASSERT_TRUE(parse("--check", "-", NULL));
    UNIT_TEXT(o.inputs[0], "-");
}

static void test_rules(void)
{
    CU_ASSERT_TRUE(parse("a.json", "-MMD", "-MP", "-MFx.d", "-MT", "a$b", "-MQ", "c$d", NULL));
    UNIT_TEXT(o.rules.word, "-MMD");
    CU_ASSERT_TRUE(o.rules.has_phony);
    UNIT_TEXT(o.rules.file, "x.d");
    UNIT_TEXT(o.rules.targets[0].name, "a$b");
    CU_ASSERT_FALSE(o.rules.targets[0].is_quoted);
    UNIT_TEXT(o.rules.targets[1].name, "c$d");
    CU_ASSERT_TRUE(o.rules.targets[1].is_quoted);
    CU_ASSERT_PTR_NULL(o.rules.targets[2].name);
    CU_ASSERT_TRUE(parse("a.json", "-MD", "-MMD", NULL));
    UNIT_TEXT(o.rules.word, "-MD");
    CU_ASSERT_TRUE(parse("a.json", NULL));
    CU_ASSERT_PTR_NULL(o.rules.word);
    /* What is printed has no name. */
    CU_ASSERT_FALSE(parse("--emit=c", "-MMD", "a.json", NULL));
    CU_ASSERT_FALSE(parse("--emit=c", "-MMD", "-MT", "a.c", "a.json", NULL));
    CU_ASSERT_TRUE(parse("--emit=c", "-MMD", "-MT", "a.c", "-MF", "a.d", "a.json", NULL));
    CU_ASSERT_TRUE(parse("--emit=c", "-MMD", "-o", "a.c", "a.json", NULL));
    /* Nothing is built, or no rules are wanted. */
    CU_ASSERT_FALSE(parse("--check", "-MMD", "a.json", NULL));
    CU_ASSERT_FALSE(parse("--run", "-MMD", "a.json", NULL));
    CU_ASSERT_FALSE(parse("--emit=asl", "-MMD", "-o", "b.json", "a.json", NULL));
    CU_ASSERT_FALSE(parse("-MF", "x.d", "a.json", NULL));
    CU_ASSERT_FALSE(parse("-MP", "a.json", NULL));
    CU_ASSERT_FALSE(parse("-MT", "x", "a.json", NULL));
    CU_ASSERT_FALSE(parse("-MMDx", "a.json", NULL));
    CU_ASSERT_FALSE(parse("-M", "a.json", NULL));
}

static void test_names_that_look_like_options(void)
{
    CU_ASSERT_TRUE(parse("a.json", "@x.c", "--", "-y.c", NULL));
    UNIT_TEXT(o.cc_args[0], "./@x.c");
    UNIT_TEXT(o.cc_args[1], "./-y.c");
}

static void test_run(void)
{
    CU_ASSERT_TRUE(parse("--run", "a.json", "b.c", "--", "--input", "{}", "--", "-o", NULL));
    CU_ASSERT_EQUAL(o.action, OPTIONS_RUN);
    UNIT_TEXT(o.run_args[0], "--input");
    UNIT_TEXT(o.run_args[2], "--");
    UNIT_TEXT(o.run_args[3], "-o");
    CU_ASSERT_PTR_NULL(o.run_args[4]);
    CU_ASSERT_PTR_NULL(o.output);
}

static void test_eval(void)
{
    /* A path that ends like a file of cc's is a path. */
    CU_ASSERT_TRUE(parse("--eval=jsonpath", "$.a", "--input-file", "-", NULL));
    UNIT_TEXT(o.eval.expression, "$.a");
    UNIT_TEXT(o.eval.language, "jsonpath");
    UNIT_TEXT(o.eval.input_file, "-");
    CU_ASSERT_TRUE(parse("--eval", "intrinsic", "--expression-file", "f", "--context", "c",
                         "--bindings=b", NULL));
    CU_ASSERT_PTR_NULL(o.eval.expression);
    UNIT_TEXT(o.expression_file, "f");
    UNIT_TEXT(o.eval.context_file, "c");
    UNIT_TEXT(o.eval.bindings_file, "b");
    CU_ASSERT_FALSE(parse("--eval=jsonpath", "$.a", "$.b", NULL));
    CU_ASSERT_FALSE(parse("--eval=jsonpath", "$.a", "--expression-file", "f", NULL));
    CU_ASSERT_FALSE(parse("--eval=python", "1", NULL));
}

static void test_linking(void)
{
    CU_ASSERT_TRUE(parse("a.json", "-g", NULL));
    CU_ASSERT_FALSE(o.is_static);
    CU_ASSERT_PTR_NULL(o.without[0]);
    CU_ASSERT_TRUE(parse("a.json", "--without=bench", "--without", "serve,bench,local", NULL));
    UNIT_TEXT(o.without[0], "bench");
    UNIT_TEXT(o.without[1], "serve");
    UNIT_TEXT(o.without[2], "local");
    CU_ASSERT_PTR_NULL(o.without[3]);
    CU_ASSERT_FALSE(parse("a.json", "--without=run", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--without=batch,", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--without=", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--without=batch bench", NULL));
    CU_ASSERT_TRUE(parse("a.json", "b.c", "-lm", "c.a", "--static", NULL));
    CU_ASSERT_TRUE(o.is_static);
    CU_ASSERT_FALSE(parse("a.json", "b.so", "--static", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--static=yes", NULL));
}

static void test_refused(void)
{
    CU_ASSERT_FALSE(parse(NULL));
    CU_ASSERT_FALSE(parse("x.c", NULL));
    CU_ASSERT_FALSE(parse("a.json", "b.json", NULL));
    CU_ASSERT_TRUE(parse("--check", "a.json", "b.json", NULL));
    CU_ASSERT_FALSE(parse("--check=1", "a.json", NULL));
    CU_ASSERT_FALSE(parse("--run", "--check", "a.json", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-o", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-o", "", NULL));
    CU_ASSERT_FALSE(parse("a.json", "", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-O", "3", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-O11", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-D=x", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-x", NULL));
    CU_ASSERT_TRUE(parse("a.json", "--static", NULL));
    CU_ASSERT_TRUE(parse("a.json", "--without=batch,serve", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--without=clouds", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--emit=png", NULL));
    CU_ASSERT_TRUE(parse("a.json", "--emit=dot", NULL));
    CU_ASSERT_FALSE(parse("a.json", "--emit=c", "--diagnostics=json", NULL));
    CU_ASSERT_TRUE(parse("a.json", "--emit=c", "--diagnostics=json", "-o", "a.c", NULL));
    CU_ASSERT_FALSE(parse("a.json", "-Wno-nothing", NULL));
    CU_ASSERT_TRUE(parse("a.json", "-Wno-substitution-open", "-Wall", "-Werror", NULL));
    UNIT_TEXT(o.silenced[0], "substitution-open");
    CU_ASSERT_TRUE(o.warnings_are_errors);
}

UNIT_MAIN("options", { "build", test_build }, { "forms", test_forms },
          { "names that look like options", test_names_that_look_like_options },
          { "rules", test_rules }, { "run", test_run }, { "eval", test_eval },
          { "linking", test_linking }, { "refused", test_refused })
