/*
 * tree.h - the tables that a workflow is made of.
 *
 * ONE NODE.  Whatever yields a value - a literal, a path, an intrinsic call, a
 * payload template, a JSONata expression - is a tree of struct asl_expr. The
 * compiler parses, the runtime evaluates, and neither needs the other.
 *
 * ABSENT IS NULL.  Every macro below yields a pointer to a node, so a field that
 * the author left out is a member that the table leaves out. A list of pointers
 * ends with NULL.
 *
 * All tables are at file scope: inside a function, C11 does not accept them as constants. Only
 * a leaf (a literal) may be written as an argument of a call.
 */
#ifndef ASL_TREE_H
#define ASL_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;
struct value;
struct jna_word;  /* a function or an operator of JSONata */
struct asl_scope; /* what an expression can see: the data, $states, variables */

/* A function or an operator of an expression language. Its arguments are borrowed, its result
 * is new. */
typedef struct value *asl_function(struct asl_scope *s, size_t n, struct value *const *args);

/* The evaluators of the two languages. Each tree's root names its own, so that a workflow
 * without JSONata is linked without the JSONata evaluator. */
struct asl_expr;
typedef struct value *asl_evaluator(struct asl_scope *s, const struct asl_expr *e);
extern asl_evaluator asl_eval_path, asl_eval_jsonata;

enum asl_op {
    /* Literals and templates: all that JSON can say. */
    ASL_OP_NULL,
    ASL_OP_FALSE,
    ASL_OP_TRUE,
    ASL_OP_NUMBER, /* text: as the author wrote it, so nothing is rounded */
    ASL_OP_STRING, /* text, size: may hold any byte */
    ASL_OP_ARRAY,  /* of */
    ASL_OP_OBJECT, /* fields */
    ASL_OP_JOIN,   /* of: the pieces of a string that is too long for C (4095 bytes) */
    ASL_OP_SAME,   /* of[0]: a tree more than 12 levels deep goes on in another initialiser */

    /* Roots of what is computed. text: as the author wrote it, for messages. */
    ASL_OP_PATH,      /* of: the steps */
    ASL_OP_INTRINSIC, /* of[0]: the call */
    ASL_OP_CALL,      /* call(of...): an intrinsic, an operator, a function that ends a path */
    ASL_OP_JSONATA,   /* of[0]: the expression */

    /* Steps of a path. The first says where it begins. */
    ASL_OP_ROOT,
    ASL_OP_CONTEXT,
    ASL_OP_VARIABLE,
    ASL_OP_ITEM, /* $ $$ $text @ */
    ASL_OP_KEY,
    ASL_OP_INDEX,
    ASL_OP_EACH, /* .text [n] [*] */
    ASL_OP_SLICE,
    ASL_OP_UNION,
    ASL_OP_DEEP,
    ASL_OP_WHERE, /* [a:b:c] [a,b] .. [?()] */

    /* JSONata. A name that stands alone is a path of one step; ASL_OP_VARIABLE is $x. */
    ASL_OP_J_HERE,    /* $ */
    ASL_OP_J_TOP,     /* $$ */
    ASL_OP_J_WORD,    /* word: a function or an operator that JSONata has, as a value */
    ASL_OP_J_EITHER,  /* text, word: the variable if it is set, else the word */
    ASL_OP_J_CALL,    /* word(of...) */
    ASL_OP_J_APPLY,   /* of[0](of[1...]). text, or NULL: of[0] is a path that begins with this
                         name, and there is a $name, which the author may have meant (T1005) */
    ASL_OP_J_PARTIAL, /* likewise (T1007); an argument that is a HOLE stays open */
    ASL_OP_J_HOLE,
    ASL_OP_J_CHAIN,  /* of[0] ~> of[1]; a CALL or APPLY there is called with of[0] in front of
                        its own arguments */
    ASL_OP_J_LAMBDA, /* text: "$a, $b"; of[0]: the signature, a STRING or NULL; of[1]: the body.
                        A call in tail position is never in a GROUP, and in a FILTERED only if
                        that has a WHERE: then it is no tail call */
    ASL_OP_J_BLOCK,  /* of: the expressions */
    ASL_OP_J_BIND,   /* text := of[0] */
    ASL_OP_J_IF,     /* of[0] ? of[1] : of[2]; the last may be missing */
    ASL_OP_J_AND,
    ASL_OP_J_OR,
    ASL_OP_J_ARRAY,     /* of: the items */
    ASL_OP_J_OBJECT,    /* of: key, value, key, value */
    ASL_OP_J_GROUP,     /* of[0]{of[1]: of[2], ...}; of[0] may be a path of tuples */
    ASL_OP_J_REGEX,     /* text: the pattern as PCRE2 reads it; of[0]: the flags; word: what
                           makes a function of both, so that only it brings PCRE2 along */
    ASL_OP_J_TRANSFORM, /* of: where, update, what is deleted; the last may be missing */

    /*
     * A path's steps, each followed by its own stages. Any expression may be a step. An ARRAY
     * that is a step keeps its items together; but not as the first one, unless another step
     * than a SORT follows.
     */
    ASL_OP_J_PATH,
    ASL_OP_J_NAME, /* text, size */
    ASL_OP_J_WILD,
    ASL_OP_J_DEEP,
    ASL_OP_J_PARENT, /* size: which ANCESTOR it means; none of that number is undefined */
    ASL_OP_J_SORT,   /* of: the terms, each as it is or in a DOWN */
    ASL_OP_J_DOWN,

    /*
     * Stages. FILTERED has them for of[0], an expression that is no step, or a step that is
     * filtered as a whole: its WHEREs see all that of[0] yields, and its KEEP is the
     * expression's alone. A step's KEEP is its path's as well. An AT, and a POSITION with no
     * WHERE in front of it, belong to each result of the step, a later POSITION to what is left
     * of all of them.
     */
    ASL_OP_J_FILTERED,
    ASL_OP_J_WHERE,    /* [of[0]] */
    ASL_OP_J_KEEP,     /* [] */
    ASL_OP_J_AT,       /* @$text */
    ASL_OP_J_POSITION, /* #$text */
    ASL_OP_J_ANCESTOR, /* size: the step's input is what a PARENT of the same number means */
    ASL_OP_J_TUPLES    /* a step that yields tuples, without one of the above; in a FILTERED, a
                          path that hands on its tuples, since a PARENT outside wants them */
};

struct asl_expr {
    enum asl_op op;
    int size; /* bytes of text; of an INDEX: the index, negative from the end */
    const char *text;
    union {
        const struct asl_expr *const *of; /* ends with NULL */
        const struct asl_field *fields;   /* OBJECT; ends with a NULL name */
    };
    union {
        asl_evaluator *eval;         /* PATH, JSONATA */
        asl_function *call;          /* CALL */
        const struct jna_word *word; /* WORD, EITHER, CALL, REGEX */
    };
};

struct asl_field {
    const char *name;
    const struct asl_expr *value;
};

/* clang-format off */
#define ASL_LIST(...)       ((const struct asl_expr *const[]){ __VA_ARGS__, NULL })
#define ASL_NODE(...)       (&(const struct asl_expr){ __VA_ARGS__ })

#define ASL_NULL            ASL_NODE(.op = ASL_OP_NULL)
#define ASL_TRUE            ASL_NODE(.op = ASL_OP_TRUE)
#define ASL_FALSE           ASL_NODE(.op = ASL_OP_FALSE)
#define ASL_NUMBER(n)       ASL_NODE(.op = ASL_OP_NUMBER, .text = #n)
#define ASL_STRING(s)       ASL_NODE(.op = ASL_OP_STRING, .text = (s), .size = (int)sizeof(s) - 1)
#define ASL_JOIN(...)       ASL_NODE(.op = ASL_OP_JOIN, .of = ASL_LIST(__VA_ARGS__))
#define ASL_SAME(list)      ASL_NODE(.op = ASL_OP_SAME, .of = (list))
#define ASL_ARRAY(...)      ASL_NODE(.op = ASL_OP_ARRAY, .of = ASL_LIST(__VA_ARGS__))
#define ASL_OBJECT(...)     ASL_NODE(.op = ASL_OP_OBJECT, \
                                .fields = (const struct asl_field[]){ __VA_ARGS__, { NULL, NULL } })
#define ASL_EMPTY_ARRAY     ASL_NODE(.op = ASL_OP_ARRAY, .of = (const struct asl_expr *const[]){ NULL })
#define ASL_EMPTY_OBJECT    ASL_NODE(.op = ASL_OP_OBJECT, \
                                .fields = (const struct asl_field[]){ { NULL, NULL } })

#define ASL_PATH(t, ...)    ASL_NODE(.op = ASL_OP_PATH, .text = (t), .of = ASL_LIST(__VA_ARGS__), \
                                .eval = asl_eval_path)
#define ASL_ROOT            ASL_NODE(.op = ASL_OP_ROOT)
#define ASL_CONTEXT         ASL_NODE(.op = ASL_OP_CONTEXT)
#define ASL_VARIABLE(v)     ASL_NODE(.op = ASL_OP_VARIABLE, .text = (v))
#define ASL_ITEM            ASL_NODE(.op = ASL_OP_ITEM)
#define ASL_KEY(k)          ASL_NODE(.op = ASL_OP_KEY, .text = (k))
#define ASL_INDEX(i)        ASL_NODE(.op = ASL_OP_INDEX, .size = (i))
#define ASL_EACH            ASL_NODE(.op = ASL_OP_EACH)
#define ASL_DEEP            ASL_NODE(.op = ASL_OP_DEEP)
#define ASL_UNION(...)      ASL_NODE(.op = ASL_OP_UNION, .of = ASL_LIST(__VA_ARGS__))
#define ASL_SLICE(a, b, c)  ASL_NODE(.op = ASL_OP_SLICE, .of = ASL_LIST(a, b, c)) /* ASL_NULL: none */
#define ASL_WHERE(e)        ASL_NODE(.op = ASL_OP_WHERE, .of = ASL_LIST(e))

#define ASL_INTRINSIC(t, e) ASL_NODE(.op = ASL_OP_INTRINSIC, .text = (t), .of = ASL_LIST(e))
#define ASL_CALL(f, ...)    ASL_NODE(.op = ASL_OP_CALL, .call = (f), .of = ASL_LIST(__VA_ARGS__))
#define ASL_CALL_0(f)       ASL_NODE(.op = ASL_OP_CALL, .call = (f), \
                                .of = (const struct asl_expr *const[]){ NULL })

#define ASL_JSONATA(t, e)   ASL_NODE(.op = ASL_OP_JSONATA, .text = (t), .of = ASL_LIST(e), \
                                .eval = asl_eval_jsonata)
#define JNA_LIST_NODE(o, ...) ASL_NODE(.op = (o), .of = ASL_LIST(__VA_ARGS__))
#define JNA_EMPTY_NODE(o)   ASL_NODE(.op = (o), .of = (const struct asl_expr *const[]){ NULL })
#define JNA_HERE            ASL_NODE(.op = ASL_OP_J_HERE)
#define JNA_TOP             ASL_NODE(.op = ASL_OP_J_TOP)
#define JNA_WORD(w)         ASL_NODE(.op = ASL_OP_J_WORD, .word = &(w))
#define JNA_EITHER(v, w)    ASL_NODE(.op = ASL_OP_J_EITHER, .text = (v), .word = &(w))
#define JNA_CALL(w, ...)    ASL_NODE(.op = ASL_OP_J_CALL, .word = &(w), .of = ASL_LIST(__VA_ARGS__))
#define JNA_CALL_0(w)       ASL_NODE(.op = ASL_OP_J_CALL, .word = &(w), \
                                .of = (const struct asl_expr *const[]){ NULL })
#define JNA_APPLY(...)      JNA_LIST_NODE(ASL_OP_J_APPLY, __VA_ARGS__)
#define JNA_PARTIAL(...)    JNA_LIST_NODE(ASL_OP_J_PARTIAL, __VA_ARGS__)
#define JNA_APPLY_TO(t, ...) ASL_NODE(.op = ASL_OP_J_APPLY, .text = (t), .of = ASL_LIST(__VA_ARGS__))
#define JNA_PARTIAL_TO(t, ...) ASL_NODE(.op = ASL_OP_J_PARTIAL, .text = (t), \
                                .of = ASL_LIST(__VA_ARGS__))
#define JNA_HOLE            ASL_NODE(.op = ASL_OP_J_HOLE)
#define JNA_CHAIN(a, b)     JNA_LIST_NODE(ASL_OP_J_CHAIN, a, b)
#define JNA_LAMBDA(ps, s, e) ASL_NODE(.op = ASL_OP_J_LAMBDA, .text = (ps), .of = ASL_LIST(s, e))
#define JNA_BLOCK(...)      JNA_LIST_NODE(ASL_OP_J_BLOCK, __VA_ARGS__)
#define JNA_EMPTY_BLOCK     JNA_EMPTY_NODE(ASL_OP_J_BLOCK)
#define JNA_BIND(v, e)      ASL_NODE(.op = ASL_OP_J_BIND, .text = (v), .of = ASL_LIST(e))
#define JNA_IF(...)         JNA_LIST_NODE(ASL_OP_J_IF, __VA_ARGS__)
#define JNA_AND(a, b)       JNA_LIST_NODE(ASL_OP_J_AND, a, b)
#define JNA_OR(a, b)        JNA_LIST_NODE(ASL_OP_J_OR, a, b)
#define JNA_ARRAY(...)      JNA_LIST_NODE(ASL_OP_J_ARRAY, __VA_ARGS__)
#define JNA_EMPTY_ARRAY     JNA_EMPTY_NODE(ASL_OP_J_ARRAY)
#define JNA_OBJECT(...)     JNA_LIST_NODE(ASL_OP_J_OBJECT, __VA_ARGS__)
#define JNA_EMPTY_OBJECT    JNA_EMPTY_NODE(ASL_OP_J_OBJECT)
#define JNA_GROUP(...)      JNA_LIST_NODE(ASL_OP_J_GROUP, __VA_ARGS__)
#define JNA_REGEX(r, flags) ASL_NODE(.op = ASL_OP_J_REGEX, .text = (r), .size = (int)sizeof(r) - 1, \
                                .of = ASL_LIST(ASL_STRING(flags)), .word = &jna_regex)
#define JNA_TRANSFORM(...)  JNA_LIST_NODE(ASL_OP_J_TRANSFORM, __VA_ARGS__)
#define JNA_PATH(...)       JNA_LIST_NODE(ASL_OP_J_PATH, __VA_ARGS__)
#define JNA_NAME(n)         ASL_NODE(.op = ASL_OP_J_NAME, .text = (n), .size = (int)sizeof(n) - 1)
#define JNA_WILD            ASL_NODE(.op = ASL_OP_J_WILD)
#define JNA_DEEP            ASL_NODE(.op = ASL_OP_J_DEEP)
#define JNA_PARENT(n)       ASL_NODE(.op = ASL_OP_J_PARENT, .size = (n))
#define JNA_SORT(...)       JNA_LIST_NODE(ASL_OP_J_SORT, __VA_ARGS__)
#define JNA_DOWN(e)         JNA_LIST_NODE(ASL_OP_J_DOWN, e)
#define JNA_FILTERED(...)   JNA_LIST_NODE(ASL_OP_J_FILTERED, __VA_ARGS__)
#define JNA_WHERE(e)        JNA_LIST_NODE(ASL_OP_J_WHERE, e)
#define JNA_KEEP            ASL_NODE(.op = ASL_OP_J_KEEP)
#define JNA_AT(v)           ASL_NODE(.op = ASL_OP_J_AT, .text = (v))
#define JNA_POSITION(v)     ASL_NODE(.op = ASL_OP_J_POSITION, .text = (v))
#define JNA_ANCESTOR(n)     ASL_NODE(.op = ASL_OP_J_ANCESTOR, .size = (n))
#define JNA_TUPLES          ASL_NODE(.op = ASL_OP_J_TUPLES)
/* clang-format on */

/* Every intrinsic, filter operator and path function of words.def, and JSONata's words. */
#define ASL_WORD(language, word, function, least, most, tells) extern asl_function function;
#define ASL_JSONATA_WORD(word, descriptor, signature)          extern const struct jna_word descriptor;
#include "words.def"

/*
 * How data flows through a state, or through one of its doors (a Choice rule, a
 * catcher). One table serves both dialects, because each tree knows its own:
 *
 *   in    input_path, arguments              -> the effective input
 *   out   result, result_selector, result_path, output -> what the next state gets
 *         assign                             -> variables, seen from the next state on
 */
struct asl_data {
    const char *at;                         /* "Choices[0]", "Catch[1]"; absent: the state */
    const char *const *errors;              /* a catcher's ErrorEquals */
    const struct asl_expr *condition;       /* a rule's Condition */
    const struct asl_expr *input_path;      /* InputPath; null is ASL_EMPTY_OBJECT */
    const struct asl_expr *arguments;       /* Parameters | Arguments */
    const struct asl_expr *result;          /* Result, of a Pass */
    const struct asl_expr *result_selector; /* ResultSelector */
    const struct asl_expr *result_path;     /* ResultPath; null is ASL_NULL: drop the result */
    const struct asl_expr *output;          /* OutputPath (null is ASL_EMPTY_OBJECT) | Output */
    const struct asl_expr *assign;          /* Assign */
};
#define ASL_ERRORS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* The most that a Task's seconds may be, whether they are written down or found by a path
 * (TK-03); the least is 1. */
#define ASL_SECONDS_MAX 99999999

/* What AWS says of an inline Map that has one of these; the compiler warns in the same words.
 */
#define ASL_INLINE_MAP_TEXT                                                                    \
    "The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps"

/* What a Task's resource is (I-01, I-02). */
enum asl_kind {
    ASL_NAMED,    /* no ARN: a binding knows it by its text */
    ASL_LAMBDA,   /* a Lambda function's own ARN */
    ASL_ACTIVITY, /* an activity's own ARN */
    ASL_INVOKE,   /* lambda:invoke: its FunctionName says which function */
    ASL_START,    /* states:startExecution: its StateMachineArn says which machine */
    ASL_SERVICE   /* any other ARN */
};

/* What a Task asks for. `kind`, `waits` and `name` are what `resource` says, read once. */
struct asl_schema; /* asl.h names them */
struct asl_action; /* service.h */
struct asl_request {
    const char *resource;
    enum asl_kind kind;
    bool waits; /* it is more than one call: .sync, .sync:2, .waitForTaskToken (I-11, I-13) */
    const char *name;                   /* the bare name by which it can be bound: ship_order */
    const struct asl_schema *takes;     /* what an optimised integration takes as Parameters */
    const struct asl_action *calls;     /* the action of a service that programs can call */
    const struct asl_expr *timeout_s;   /* TimeoutSeconds, TimeoutSecondsPath */
    const struct asl_expr *heartbeat_s; /* HeartbeatSeconds, HeartbeatSecondsPath */
    const struct asl_expr *credentials; /* Credentials */
};

/* By what a workflow's distributed Maps read and write where that S3 is a real one. The
 * requests are named as a definition writes them, and do what aws-sdk:s3 does; of those that no
 * Map makes `calls` is NULL. */
struct asl_map_depot;
struct asl_map_s3 {
    const struct asl_map_depot *depot;
    struct asl_request get, list, put;
};

struct asl_machine;

/* What a Map does with its items. The last six members are for a distributed Map only. */
struct asl_map {
    const struct asl_machine *processor;    /* ItemProcessor | its old name Iterator */
    const struct asl_expr *items;           /* ItemsPath | Items; absent: the effective input */
    const struct asl_expr *item;            /* ItemSelector | its old name Parameters */
    const struct asl_expr *max_concurrency; /* MaxConcurrency, MaxConcurrencyPath */
    const struct asl_expr *tolerated_count; /* ToleratedFailureCount, ...Path */
    const struct asl_expr *tolerated_percent; /* ToleratedFailurePercentage, ...Path */
    enum { ASL_INLINE, ASL_STANDARD, ASL_EXPRESS } mode; /* ProcessorConfig */
    const char *label;                                   /* Label */
    const struct asl_expr *reader;  /* ItemReader, whole; MaxItemsPath is a MaxItems */
    const struct asl_expr *batcher; /* ItemBatcher, whole; ...Path likewise */
    const struct asl_expr *writer;  /* ResultWriter, whole */
    const struct asl_map_s3 *s3;    /* NULL: reads nothing, or has the embedded S3 alone */
};

/* A list of retriers ends with ASL_NO_MORE. Each field is a literal, in both dialects. */
struct asl_retrier {
    const char *const *errors;
    double interval_s;  /* before the first retry */
    double backoff;     /* each wait is this many times the one before */
    double max_delay_s; /* the longest wait; 0 if there is no bound */
    int max_attempts;
    bool jitter; /* JitterStrategy FULL */
};
#define ASL_NO_MORE                                                                            \
    {                                                                                          \
        .errors = NULL                                                                         \
    }

/* Data-test comparators, as words.def lists them. A comparator whose name ends in Path is the
 * one without Path, with a path as its operand. */
enum asl_comparator {
#define ASL_TEST(word, comparator, operand, has_path) comparator,
#include "words.def"
    ASL_COMPARATORS
};

struct asl_frame;

/* What the engine does after one step of a frame. */
enum asl_move {
    ASL_GO,   /* step this frame again */
    ASL_PARK, /* put it aside; what it waits for will wake it */
    ASL_END   /* it has ended, whether it succeeded or failed */
};

enum asl_type {
#define ASL_STATE_TYPE(word, type) type,
#include "words.def"
    ASL_TYPES
};

/*
 * What is known of a state without running it. History takes the state's name and type from
 * here. A restart finds a frame's place by `name`, and its children's machines by `branches`
 * and `map`. Before a run begins, it reports every resource that no target is bound to.
 */
struct asl_state {
    const char *name;
    enum asl_type type;
    int line;                                  /* in the workflow's source */
    const struct asl_request *request;         /* a Task's */
    const struct asl_machine *const *branches; /* a Parallel's; ends with NULL */
    const struct asl_map *map;                 /* a Map's */
};
#define ASL_NO_STATE                                                                           \
    {                                                                                          \
        .name = NULL                                                                           \
    }

struct asl_machine {
    const struct asl_state *states; /* ends with ASL_NO_STATE */
    int start;
    enum asl_move (*step)(struct asl_frame *f);
};

/* A task function that is linked into the program (task.h): how bindings call it, and it. */
struct asl_call;
struct asl_handler {
    const char *name;
    struct json_object *(*run)(struct json_object *input, struct asl_call *call);
};

/* A C function that is linked in because an ffi: target names it, whatever its type. */
struct asl_symbol {
    const char *name;
    void (*address)(void);
};
#define ASL_SYMBOL(name) extern void asl_symbol_##name(void) __asm__(#name)

/* Who does a task: a resource, its pattern or state:NAME, and a target such as c:charge. The
 * settings are the other keys of the target's object form, as JSON; NULL if there are none. */
struct asl_binding {
    const char *resource;
    const char *target;
    const char *settings;
};

/* What the program can do besides its work: run, batch, bench ... What is not listed is not
 * linked. */
struct asl_feature;

/* How distributed Maps run, for a workflow that has one. */
struct asl_map_runs;
struct asl_tokens;
struct asl_traces;

/* A way to do tasks: by a C function, a program ... What is not listed is not linked. */
struct asl_target;

/*
 * The picture of a workflow, in CSS pixels: a box for each state, in the order in which the
 * states are written, with those of its branches behind it; the marker of the start before
 * them, and that of the end behind them if something leads there. What is nested lies within
 * its box. `text` is what stands in a box, in lines.
 *
 * An arrow is an SVG path between two boxes, which counts the start's marker as 0; within a
 * Parallel or Map it starts at that. Its label has its middle at x, y; the path leaves room for
 * it.
 */
enum asl_arrow_kind {
#define ASL_ARROW(word, arrow) arrow,
#include "words.def"
    ASL_ARROWS
};
struct asl_box {
    int x, y, width, height;
    const char *text;
};
struct asl_arrow {
    int from, to; /* boxes */
    enum asl_arrow_kind kind;
    int x, y;
    const char *label; /* NULL: none */
    const char *path;
};
struct asl_graph {
    int width, height;
    const struct asl_box *boxes;    /* ends with a NULL text */
    const struct asl_arrow *arrows; /* ends with a NULL path */
};

struct asl_workflow {
    const char *name;
    const char *source; /* the definition's file name */
    const struct asl_machine *machine;
    double timeout_s;                        /* TimeoutSeconds; 0 if there is none */
    const char *const *definition;           /* its text, in pieces; ends with NULL */
    const struct asl_handler *handlers;      /* ends with a NULL name; or NULL */
    const struct asl_binding *tasks;         /* ends with a NULL resource; or NULL */
    const struct asl_symbol *symbols;        /* ends with a NULL name; or NULL */
    const struct asl_target *const *targets; /* ends with NULL; or NULL */
    const struct asl_map_runs *map_runs;     /* for distributed Maps, or NULL */
    const struct asl_tokens *tokens; /* for tasks that wait for somebody outside, or NULL */
    const struct asl_traces *traces; /* to tell of executions elsewhere, or NULL */
    const struct asl_graph *graph;   /* its picture, for a server; or NULL */
    const struct asl_feature *const *features; /* the first is the default; ends with NULL */
};

#endif
