#include "runtime/dynamo/pages.h"

#include <string.h>

#include "runtime/base/text.h"
#include "runtime/dynamo/capacity.h"
#include "runtime/dynamo/terms.h"
#include "runtime/dynamo/entries.h"
#include "runtime/item/keys.h"
#include "runtime/item/legacy.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define INVALID "One or more parameter values were invalid: "

/* A page ends once this many bytes have been read (AWS's documentation of Query). */
enum { PAGE_BYTES = 1024 * 1024 };

struct query {
    struct catalog_table table;
    const struct catalog_index *index; /* NULL: the table itself */
    struct terms terms;
    struct keys_conditions keys; /* of a Query */
    struct value *start;         /* owned: ExclusiveStartKey, normal; or NULL */
    struct entries_place behind;
    struct entries_range range;
    struct buf hash;
    bool is_scan;
};

static void release(struct query *q)
{
    terms_release(&q->terms);
    catalog_release(&q->table);
    value_release(q->start);
    entries_place_release(&q->behind);
    entries_range_release(&q->range);
    buf_release(&q->hash);
}

static const struct catalog_schema *schema_of(const struct query *q)
{
    return q->index != NULL ? &q->index->key : &q->table.key;
}

/* ---- Reading a request ---- */

static bool check_segments(struct inquiry *c)
{
    bool has_total = inquiry_member(c, "TotalSegments") != NULL;
    bool has_segment = inquiry_member(c, "Segment") != NULL;
    int64_t total = inquiry_number(c, "TotalSegments", 1),
            segment = inquiry_number(c, "Segment", 0);
    if (has_segment && !has_total) {
        return inquiry_invalid(c,
                               "The TotalSegments parameter is required but was not present in "
                               "the request when Segment parameter is present");
    }
    if (has_total && !has_segment) {
        return inquiry_invalid(c,
                               "The Segment parameter is required but was not present in the "
                               "request when parameter TotalSegments is present");
    }
    if (segment >= total) {
        return inquiry_invalid(
            c,
            "The Segment parameter is zero-based and must be less than parameter "
            "TotalSegments: Segment: %lld is not less than TotalSegments: %lld",
            (long long)segment, (long long)total);
    }
    return true;
}

static bool check_select(struct inquiry *c, const struct query *q)
{
    const char *select = inquiry_text(c, "Select");
    const struct terms *p = &q->terms;
    bool has_projection = p->projection.path_count > 0;
    if (text_is(select, "SPECIFIC_ATTRIBUTES") && !has_projection) {
        return inquiry_invalid(c, INVALID
                               "Must specify the AttributesToGet or ProjectionExpression "
                               "when choosing to get SPECIFIC_ATTRIBUTES");
    }
    if (select != NULL && has_projection && !text_is(select, "SPECIFIC_ATTRIBUTES")) {
        bool is_expression = inquiry_member(c, "ProjectionExpression") != NULL;
        return inquiry_invalid(c, "Cannot specify the %s when choosing to get %s",
                               is_expression ? "ProjectionExpression" : "AttributesToGet",
                               text_is(select, "COUNT") ? "only the Count" : select);
    }
    return true;
}

static bool check_keys(struct inquiry *c)
{
    return inquiry_member(c, "KeyConditions") != NULL ||
           inquiry_member(c, "KeyConditionExpression") != NULL ||
           inquiry_invalid(c,
                           "Either the KeyConditions or KeyConditionExpression parameter must "
                           "be specified in the request.");
}

static bool read_keys(struct inquiry *c, struct query *q)
{
    struct buf why = { 0 };
    const struct terms *p = &q->terms;
    bool is_good = p->key.condition != NULL
                       ? keys_of_expression(p->key.condition, &q->keys, &why)
                       : value_count(p->key_conditions) >= 1 &&
                             value_count(p->key_conditions) <= KEYS_CONDITIONS;
    if (!is_good) {
        inquiry_invalid(c, "%s",
                        why.size > 0 ? buf_string(&why)
                                     : "Conditions can be of length 1 or 2 only");
    }
    buf_release(&why);
    return is_good;
}

static bool read(struct inquiry *c, struct query *q)
{
    const struct value *start = inquiry_member(c, "ExclusiveStartKey");
    return terms_begin(c) &&
           (start == NULL ||
            terms_take_map(c, start, "The provided starting key is invalid: ", &q->start)) &&
           (q->is_scan || check_keys(c)) && terms_legacy(c, &q->terms) &&
           (!q->is_scan || check_segments(c)) && terms_expressions(c, &q->terms) &&
           (q->is_scan || read_keys(c, q));
}

static bool is_key_of(const struct catalog_schema *s, const char *name)
{
    return text_is(s->hash, name) || (s->range != NULL && text_is(s->range, name));
}

static bool is_projected(const struct query *q, const char *name)
{
    const struct value *more = q->index->more_names;
    bool is_it = is_key_of(&q->table.key, name) || is_key_of(&q->index->key, name);
    for (size_t i = 0; !is_it && i < value_count(more); i++) {
        is_it = text_is(name, value_string(value_item(more, i)));
    }
    return is_it || text_is(q->index->projection, "ALL");
}

/* A global index is asked for nothing but what it has. */
static bool check_projected(struct inquiry *c, const struct query *q)
{
    struct buf missing = { 0 };
    for (size_t i = 0; i < q->terms.projection.path_count; i++) {
        const char *name = q->terms.projection.paths[i].parts[0].name;
        if (!is_projected(q, name)) {
            buf_print(&missing, "%s%s", missing.size > 0 ? ", " : "", name);
        }
    }
    bool is_good = missing.size == 0 ||
                   inquiry_invalid(c, INVALID "Global secondary index %s does not project [%s]",
                                   q->index->name, buf_string(&missing));
    buf_release(&missing);
    return is_good;
}

static bool open(struct inquiry *c, struct query *q)
{
    const char *name = inquiry_text(c, "IndexName");
    if (!catalog_open(c, inquiry_text(c, "TableName"), &q->table)) {
        return false;
    }
    q->index = name != NULL ? catalog_find_index(&q->table, name) : NULL;
    if (name != NULL && q->index == NULL) {
        return inquiry_invalid(c, "The table does not have the specified index: %s", name);
    }
    if (q->index != NULL && q->index->is_global && inquiry_is_true(c, "ConsistentRead")) {
        return inquiry_invalid(
            c, "Consistent reads are not supported on global secondary indexes");
    }
    if (name == NULL && inquiry_is(c, "Select", "ALL_PROJECTED_ATTRIBUTES")) {
        return inquiry_invalid(c, INVALID
                               "ALL_PROJECTED_ATTRIBUTES can be used only when Querying "
                               "using an IndexName");
    }
    if (q->index != NULL && q->index->is_global && inquiry_is(c, "Select", "ALL_ATTRIBUTES") &&
        !text_is(q->index->projection, "ALL")) {
        return inquiry_invalid(c,
                               INVALID
                               "Select type ALL_ATTRIBUTES is not supported for global "
                               "secondary index %s because its projection type is not ALL",
                               name);
    }
    return q->index == NULL || !q->index->is_global || check_projected(c, q);
}

/* ---- Where a page starts ---- */

static size_t count_names(const struct catalog_schema *s)
{
    return s->range != NULL ? 2 : 1;
}

/* Returns true if the start has each attribute of the key, with its type. */
static bool start_has(const struct query *q, const struct catalog_schema *s)
{
    struct catalog_key key = { 0 };
    bool has = catalog_key_of(s, q->start, &key);
    catalog_key_release(&key);
    return has;
}

static size_t start_size(const struct query *q)
{
    struct value *all = catalog_key_attributes(&q->table.key, q->start, NULL);
    all = catalog_key_attributes(schema_of(q), q->start, all);
    size_t size = value_count(all);
    value_release(all);
    return size;
}

static bool has_names(const struct value *start, const struct catalog_schema *s)
{
    return inquiry_member_of(start, s->hash) != NULL &&
           (s->range == NULL || inquiry_member_of(start, s->range) != NULL);
}

static bool read_start(struct inquiry *c, struct query *q)
{
    static const char wrong[] = "The provided starting key is invalid";
    static const char element[] = "The provided key element does not match the schema";
    if (q->start == NULL) {
        return true;
    }
    bool is_whole = has_names(q->start, &q->table.key) && has_names(q->start, schema_of(q)) &&
                    start_size(q) == value_count(q->start) &&
                    value_count(q->start) >= count_names(schema_of(q));
    bool fits = is_whole && start_has(q, &q->table.key) && start_has(q, schema_of(q));
    if (!is_whole && (!q->is_scan || q->index != NULL)) {
        return inquiry_invalid(c, "%s", wrong);
    }
    if (!fits) {
        return q->is_scan ? inquiry_invalid(c, "%s: %s", wrong, element)
                          : inquiry_invalid(c, "%s", element);
    }
    catalog_key_of(schema_of(q), q->start, &q->behind.key);
    catalog_key_of(&q->table.key, q->start, &q->behind.item);
    q->range.behind = &q->behind;
    return true;
}

static int compare_bytes(const struct buf *a, const struct buf *b)
{
    size_t common = a->size < b->size ? a->size : b->size;
    int order = memcmp(buf_string(a), buf_string(b), common);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* The start must be one that the query itself could have ended at. */
static bool check_start(struct inquiry *c, const struct query *q,
                        const struct keys_condition *range)
{
    if (q->start == NULL) {
        return true;
    }
    bool same_hash = compare_bytes(&q->behind.key.hash, &q->hash) == 0;
    bool is_within =
        range == NULL || (compare_bytes(&q->behind.key.range, &q->range.low) >= 0 &&
                          compare_bytes(&q->behind.key.range, &q->range.high) < 0);
    if (!is_within) {
        return inquiry_invalid(
            c, "The provided starting key does not match the range key predicate");
    }
    if (!same_hash && range != NULL) {
        return inquiry_invalid(c,
                               "The query can return at most one row and cannot be restarted");
    }
    return same_hash ||
           inquiry_invalid(c, "The provided starting key is outside query boundaries "
                              "based on provided conditions");
}

/* ---- Conditions on keys ---- */

static bool check_condition_type(struct inquiry *c, const struct keys_condition *k,
                                 enum attribute_type type)
{
    const struct value *values[] = { k->value, k->upper };
    for (size_t i = 0; i < 2; i++) {
        if (values[i] != NULL && attribute_type(values[i], NULL) != type) {
            return inquiry_invalid(c, INVALID
                                   "Condition parameter type does not match schema type");
        }
        if (values[i] != NULL && type != ATTRIBUTE_N && attribute_size(values[i]) == 0 &&
            k->operator!= KEYS_BEGINS_WITH) {
            return inquiry_invalid(c,
                                   "One or more parameter values are not valid. The "
                                   "AttributeValue for a key attribute cannot contain an empty "
                                   "%s value. Key: %s",
                                   type == ATTRIBUTE_B ? "binary" : "string", k->name);
        }
    }
    return true;
}

static const struct keys_condition *find_condition(const struct query *q, const char *name)
{
    for (size_t i = 0; name != NULL && i < q->keys.count; i++) {
        if (text_is(q->keys.list[i].name, name)) {
            return &q->keys.list[i];
        }
    }
    return NULL;
}

static bool take_legacy_keys(struct inquiry *c, struct query *q)
{
    struct buf why = { 0 };
    bool is_good =
        q->terms.key_conditions == NULL || legacy_keys(q->terms.key_conditions, &q->keys, &why);
    if (!is_good) {
        inquiry_invalid(c, "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}

static bool take_conditions(struct inquiry *c, struct query *q)
{
    const struct catalog_schema *s = schema_of(q);
    if (!take_legacy_keys(c, q)) {
        return false;
    }
    const struct keys_condition *hash = find_condition(q, s->hash);
    const struct keys_condition *range = find_condition(q, s->range);
    if (hash == NULL) {
        return inquiry_invalid(c, "Query condition missed key schema element: %s", s->hash);
    }
    if (q->keys.count > 1 && range == NULL) {
        return s->range != NULL
                   ? inquiry_invalid(c, "Query condition missed key schema element: %s",
                                     s->range)
                   : inquiry_invalid(c, "Query key condition not supported");
    }
    if (hash->operator!= KEYS_EQ) {
        return inquiry_invalid(c, "Query key condition not supported");
    }
    if (!check_condition_type(c, hash, s->hash_type) ||
        (range != NULL && !check_condition_type(c, range, s->range_type))) {
        return false;
    }
    catalog_put_hash(&q->hash, hash->value);
    q->range.hash = &q->hash;
    if (range != NULL) {
        keys_put_bounds(range, &q->range.low, &q->range.high);
    } else {
        keys_put_last(&q->range.high);
    }
    q->range.is_backward = inquiry_member(c, "ScanIndexForward") != NULL &&
                           !inquiry_is_true(c, "ScanIndexForward");
    return check_start(c, q, range);
}

/* ---- Filters ---- */

struct key_search {
    const struct catalog_schema *schema;
    const char *found;
};

static void look_at_path(const struct expression_tree *n, void *context)
{
    struct key_search *search = context;
    if (n->kind == TREE_PATH && search->found == NULL &&
        catalog_is_key(search->schema, n->path.parts[0].name)) {
        search->found = n->path.parts[0].name;
    }
}

/* The filter of a query may not speak of the key. */
static bool check_filter(struct inquiry *c, const struct query *q)
{
    const struct terms *p = &q->terms;
    struct key_search search = { .schema = schema_of(q) };
    expression_walk(p->condition.condition, look_at_path, &search);
    if (search.found != NULL) {
        return inquiry_invalid(c,
                               "Filter Expression can only contain non-primary key attributes: "
                               "Primary key attribute: %s",
                               search.found);
    }
    if (p->expected != NULL) {
        for (struct value_walk w = value_walk(p->expected); value_step(&w);) {
            if (catalog_is_key(schema_of(q), w.key)) {
                return inquiry_invalid(
                    c,
                    "QueryFilter can only contain non-primary key attributes: "
                    "Primary key attribute: %s",
                    w.key);
            }
        }
    }
    return true;
}

/* ---- Segments of a scan ---- */

/* The first bytes of the hash keys of segment number `segment` of `total`. */
static void put_segment(struct buf *out, int64_t segment, int64_t total)
{
    if (segment == total) {
        keys_put_last(out);
        return;
    }
    uint64_t first = ((uint64_t)segment << 32) / (uint64_t)total;
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_char(out, (char)(first >> shift & 0xff));
    }
}

static bool take_segments(struct inquiry *c, struct query *q)
{
    int64_t total = inquiry_number(c, "TotalSegments", 1),
            segment = inquiry_number(c, "Segment", 0);
    put_segment(&q->range.first_hash, segment, total);
    put_segment(&q->range.end_hash, segment + 1, total);
    const struct buf *at = &q->behind.key.hash;
    if (q->start != NULL && (memcmp(buf_string(at), buf_string(&q->range.first_hash), 4) < 0 ||
                             memcmp(buf_string(at), buf_string(&q->range.end_hash), 4) >= 0)) {
        return inquiry_invalid(
            c,
            "The provided starting key is invalid: Invalid ExclusiveStartKey. "
            "Please use ExclusiveStartKey with correct Segment. TotalSegments: "
            "%lld Segment: %lld",
            (long long)total, (long long)segment);
    }
    return true;
}

/* ---- A page ---- */

struct page {
    struct value *items, *last; /* owned */
    int64_t scanned, count;
    size_t bytes;
    bool is_cut;  /* it has ended before the rows have */
    bool fetches; /* items are read from the table besides */
    struct capacity capacity;
};

static struct value *key_of_item(const struct query *q, const struct value *item)
{
    struct value *key = catalog_key_attributes(&q->table.key, item, NULL);
    return catalog_key_attributes(schema_of(q), item, key);
}

/* Returns true if a local index lacks what is wanted of an item, which is then read from the
 * table besides. */
static bool fetches(struct inquiry *c, const struct query *q)
{
    const struct catalog_index *index = q->index;
    const struct expression *e = &q->terms.projection;
    if (index == NULL || index->is_global || text_is(index->projection, "ALL")) {
        return false;
    }
    bool lacks = inquiry_is(c, "Select", "ALL_ATTRIBUTES");
    for (size_t i = 0; i < e->path_count; i++) {
        const char *name = e->paths[i].parts[0].name;
        bool has = catalog_is_key(&q->table.key, name) || catalog_is_key(&index->key, name);
        for (size_t j = 0; !has && j < value_count(index->more_names); j++) {
            has = text_is(value_string(value_item(index->more_names, j)), name);
        }
        lacks = lacks || !has;
    }
    return lacks;
}

static void add_item(struct inquiry *c, const struct query *q, struct page *p,
                     const struct value *item, bool counts_only)
{
    struct value *shown = catalog_project(&q->table, q->index, item);
    p->bytes += attribute_item_size(shown);
    p->scanned++;
    if (p->fetches) {
        capacity_read(&p->capacity, &q->table, NULL, attribute_item_size(item),
                      inquiry_is_true(c, "ConsistentRead"), false);
        value_release(shown);
        shown = value_share((struct value *)item);
    }
    if (terms_hold(&q->terms, shown)) {
        p->count++;
        if (!counts_only) {
            value_append_take(&p->items, terms_project(&q->terms, shown));
        }
    }
    value_release(shown);
}

static void read_page(struct inquiry *c, const struct query *q, struct page *p)
{
    int64_t limit = inquiry_number(c, "Limit", INT64_MAX);
    bool counts_only = inquiry_is(c, "Select", "COUNT");
    struct statement *s = entries_read(c, &q->table, q->index, &q->range);
    struct value *item = NULL;
    p->items = value_array(0);
    p->fetches = fetches(c, q);
    while (!p->is_cut && (item = entries_next(s)) != NULL) {
        add_item(c, q, p, item, counts_only);
        p->is_cut = p->scanned >= limit || p->bytes >= PAGE_BYTES;
        if (p->is_cut) {
            p->last = key_of_item(q, item);
        }
        value_release(item);
    }
    database_leave(s);
}

static struct value *answer_page(struct inquiry *c, const struct query *q, struct page *p)
{
    struct value *body = value_object();
    struct capacity *k = &p->capacity;
    value_set_take(&body, "Count", value_int(p->count));
    value_set_take(&body, "ScannedCount", value_int(p->scanned));
    if (!inquiry_is(c, "Select", "COUNT")) {
        value_set_take(&body, "Items", value_share(p->items));
    }
    if (p->last != NULL) {
        value_set_take(&body, "LastEvaluatedKey", value_share(p->last));
    }
    capacity_read(k, &q->table, q->index, p->bytes, inquiry_is_true(c, "ConsistentRead"),
                  false);
    struct value *shown =
        capacity_shown(k, &q->table, inquiry_text(c, "ReturnConsumedCapacity"));
    if (shown != NULL) {
        value_set_take(&body, "ConsumedCapacity", shown);
    }
    return body;
}

static struct value *page(struct inquiry *c, const struct query *q)
{
    struct page p = { 0 };
    read_page(c, q, &p);
    struct value *body = answer_page(c, q, &p);
    value_release(p.items);
    value_release(p.last);
    capacity_release(&p.capacity);
    return body;
}

struct value *pages_query(struct inquiry *c)
{
    struct query q = { 0 };
    struct value *body = NULL;
    if (read(c, &q) && open(c, &q) && read_start(c, &q) && take_conditions(c, &q) &&
        check_filter(c, &q) && check_select(c, &q)) {
        body = page(c, &q);
    }
    release(&q);
    return body;
}

struct value *pages_scan(struct inquiry *c)
{
    struct query q = { .is_scan = true };
    struct value *body = NULL;
    if (read(c, &q) && open(c, &q) && read_start(c, &q) && take_segments(c, &q) &&
        check_select(c, &q)) {
        body = page(c, &q);
    }
    release(&q);
    return body;
}
