/*
 * Arrays and objects: how they are made, changed and ended.
 */
#include <assert.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/bound.h"
#include "runtime/value/node.h"
#include "runtime/value/opaque.h"
#include "runtime/base/pool.h"
#include "runtime/value/value.h"

#define FIRST_ROOM 4

/* A container has no more members than that: counts, rooms and indices have 32 bits, and the
 * room of an index is up to six times the members. */
#define COUNT_MAX (UINT32_MAX / 8)

/* ---- Bounds ------------------------------------------------------------------------------ */

size_t value_bytes_most(const struct value *v)
{
    uint32_t most = bound_of(v);
    return most == UINT32_MAX ? SIZE_MAX : most;
}

size_t value_depth_most(const struct value *v)
{
    uint16_t depth = node_is(v) ? node_of(v)->depth : 0;
    return depth == UINT16_MAX ? SIZE_MAX : depth;
}

bool value_is_within(const struct value *v, uint32_t bytes, uint16_t levels)
{
    return node_is_container(v) ? node_block_of(v)->most <= bytes && node_of(v)->depth <= levels
                                : bound_of(v) <= bytes;
}

/* A container has got this value, and `around` bytes of text for it. */
static void grew(struct node_block *b, const struct value *v, uint32_t around)
{
    uint16_t depth = bound_depth_above(v);
    b->most = bound_add(b->most, bound_add(bound_of(v), around));
    b->node.depth = depth > b->node.depth ? depth : b->node.depth;
}

/* This value was taken out of the container. Its bound is not higher than what was added for
 * it, since it cannot have been changed while it was inside. But if the container was measured,
 * the value counts there with its real size, which is not known any more. */
static void shrank(struct node_block *b, const struct value *v)
{
    uint32_t less = b->is_measured ? bound_least(v) : bound_of(v);
    if (b->most != UINT32_MAX) {
        b->most = b->most - 2 > less ? b->most - less : 2;
    }
}

void node_measured(const struct value *v, size_t bytes)
{
    struct node_block *b = node_block_of(v);
    if (bytes < b->most) {
        b->most = (uint32_t)bytes;
        b->is_measured = true;
    }
}

/* ---- Blocks ------------------------------------------------------------------------------ */

static size_t block_bytes(bool object, size_t room)
{
    if (!object) {
        return sizeof(struct node_array) + room * sizeof(struct value *);
    }
    return sizeof(struct node_object) + room * sizeof(struct node_member) +
           (node_has_index(room) ? sizeof(struct node_index) : 0);
}

static inline struct node_block *make_block(bool object, size_t room)
{
    if (room > COUNT_MAX) {
        memory_exhausted();
    }
    struct node_block *b = pool_get(block_bytes(object, room));
    *b = (struct node_block){
        .node = { .refs = 1, .kind = object ? NODE_OBJECT : NODE_ARRAY, .depth = 1 },
        .room = (uint32_t)room,
        .most = 2,
        .is_object = object,
    };
    if (object && node_has_index(room)) {
        *node_index_of((struct node_object *)b) = (struct node_index){ .places = NULL };
    }
    return b;
}

/* Two functions, so that neither asks what it makes. */
static struct node_block *new_array(size_t room)
{
    return make_block(false, room);
}

static struct node_block *new_object(size_t room)
{
    return make_block(true, room);
}

static struct node_block *new_block(bool object, size_t room)
{
    return object ? new_object(room) : new_array(room);
}

/* More references than that are not given to one of the two below. */
#define SHARED_MOST (UINT32_MAX / 2)

/* One empty array and one empty object for all that are read or made empty: their first
 * reference is never given back. */
static struct value *shared_empty(bool object)
{
    static struct node_block empty[] = {
        { .node = { .refs = 1, .kind = NODE_ARRAY, .depth = 1 }, .most = 2 },
        { .node = { .refs = 1, .kind = NODE_OBJECT, .depth = 1 },
          .most = 2,
          .is_object = true },
    };
    struct node_block *b = &empty[object];
    return b->node.refs < SHARED_MOST ? node_share((struct value *)b)
                                      : (struct value *)new_block(object, 0);
}

struct value *value_array(size_t expected)
{
    return (struct value *)new_array(expected < COUNT_MAX ? expected : 0);
}

struct value *value_object(void)
{
    return (struct value *)new_object(FIRST_ROOM);
}

/* The same content in a block of its own, which has more room. */
static struct node_block *copy_block(const struct node_block *b, size_t room)
{
    bool object = b->is_object;
    struct node_block *copy = new_block(object, room);
    copy->used = b->used;
    copy->most = b->most;
    copy->is_measured = b->is_measured;
    copy->node.depth = b->node.depth;
    copy->node.flags = b->node.flags;
    for (uint32_t i = 0; i < b->used; i++) {
        if (object) {
            const struct node_member *m = &((const struct node_object *)b)->members[i];
            ((struct node_object *)copy)->members[i] =
                (struct node_member){ key_share(m->key), node_share(m->value) };
        } else {
            ((struct node_array *)copy)->items[i] =
                node_share(((const struct node_array *)b)->items[i]);
        }
    }
    return copy;
}

/* A block that nobody else has, moved to more room. */
static struct node_block *move_block(struct node_block *b, size_t room)
{
    bool object = b->is_object;
    size_t before = block_bytes(object, b->room), after = block_bytes(object, room);
    struct node_index index = { .places = NULL };
    if (room > COUNT_MAX) {
        memory_exhausted();
    }
    if (object && node_has_index(b->room)) {
        index = *node_index_of((struct node_object *)b);
    }
    if (!POOL_BYPASSED && before > POOL_STEP * POOL_CLASSES) {
        b = memory_resize(b, after);
    } else {
        struct node_block *moved = pool_get(after);
        memcpy(moved, b, before);
        pool_put(b, before);
        b = moved;
    }
    b->room = (uint32_t)room;
    if (object && node_has_index(room)) {
        *node_index_of((struct node_object *)b) = index;
    }
    return b;
}

/* The caller's own block, in which there is room for `more` values: *container may change. */
static struct node_block *own_block(struct value **container, uint32_t more)
{
    struct node_block *b = node_block_of(*container);
    size_t wanted = (size_t)b->used + more, room = b->room;
    if (wanted > room) {
        room = wanted > 2 * room ? wanted : 2 * room;
        room = room < FIRST_ROOM ? FIRST_ROOM : room;
    }
    if (b->node.refs > 1) {
        struct node_block *own = copy_block(b, room);
        b->node.refs--;
        b = own;
    } else if (room > b->room) {
        b = move_block(b, room);
    }
    b->node.flags &= (uint8_t)~VALUE_IS_PLAIN;
    *container = (struct value *)b;
    return b;
}

/* ---- The end ----------------------------------------------------------------------------- */

static void put_back_scalar(struct node *n)
{
    bool has_text = n->kind == NODE_TEXT || n->kind == NODE_BIG;
    pool_put(n, has_text                 ? node_text_bytes(((struct node_text *)n)->size)
                : n->kind == NODE_OPAQUE ? opaque_end((struct node_opaque *)n)
                                         : sizeof(struct node_scalar));
}

/* A node that has no owner any more; a container joins the list of the dead. */
static void end(struct node *n, struct node **dead)
{
    if (n->kind < NODE_ARRAY) {
        put_back_scalar(n);
    } else {
        n->next_dead = *dead;
        *dead = n;
    }
}

/* One owner less. */
static inline void let_go(struct value *v, struct node **dead)
{
    if (node_is(v) && --node_of(v)->refs == 0) {
        end(node_of(v), dead);
    }
}

static void empty(const struct node_block *b, struct node **dead)
{
    if (!b->is_object) {
        const struct node_array *a = (const struct node_array *)b;
        for (uint32_t i = 0; i < b->used; i++) {
            let_go(a->items[i], dead);
        }
        return;
    }
    const struct node_object *o = (const struct node_object *)b;
    for (uint32_t i = 0; i < b->used; i++) {
        key_release(o->members[i].key);
        let_go(o->members[i].value, dead);
    }
    if (node_has_index(b->room)) {
        memory_release(node_index_of(o)->places);
    }
}

/* The dead wait in a list that is made of their own first bytes: neither the depth of a value
 * nor its width takes memory. */
void node_free(struct node *n)
{
    if (n->kind < NODE_ARRAY) {
        put_back_scalar(n);
        return;
    }
    n->next_dead = NULL;
    while (n != NULL) {
        struct node_block *b = (struct node_block *)n;
        struct node *dead = n->next_dead;
        empty(b, &dead);
        pool_put(b, block_bytes(b->is_object, b->room));
        n = dead;
    }
}

/* ---- Arrays ------------------------------------------------------------------------------ */

struct value *node_new_array_of(const struct node_member *values, size_t count,
                                const struct node_bounds *bounds)
{
    if (count == 0) {
        return shared_empty(false);
    }
    struct node_block *b = new_array(count);
    struct node_array *a = (struct node_array *)b;
    b->used = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        a->items[i] = values[i].value;
    }
    if (bounds != NULL) {
        b->most = bounds->most;
        b->node.depth = bounds->depth;
        return (struct value *)b;
    }
    for (size_t i = 0; i < count; i++) {
        grew(b, a->items[i], 1);
    }
    return (struct value *)b;
}

/* What is put in: absent becomes null. */
static struct value *stored(struct value *v)
{
    return v == NULL ? NODE_NULL : v;
}

size_t value_count(const struct value *v)
{
    return node_is_container(v) ? node_block_of(v)->used : 0;
}

struct value *value_item(const struct value *array, size_t index)
{
    assert(node_has_kind(array, NODE_ARRAY) && index < node_block_of(array)->used);
    return node_array_of(array)->items[index];
}

struct value *const *value_items(const struct value *array)
{
    assert(node_has_kind(array, NODE_ARRAY));
    return node_array_of(array)->items;
}

void value_append_take(struct value **array, struct value *item)
{
    assert(node_has_kind(*array, NODE_ARRAY));
    struct node_block *b = own_block(array, 1);
    item = stored(item);
    ((struct node_array *)b)->items[b->used++] = item;
    grew(b, item, 1);
}

void value_set_item_take(struct value **array, size_t index, struct value *item)
{
    while (value_count(*array) <= index) {
        value_append_take(array, NULL);
    }
    struct node_block *b = own_block(array, 0);
    struct value **at = &((struct node_array *)b)->items[index];
    struct value *old = *at;
    *at = stored(item);
    shrank(b, old);
    grew(b, *at, 0);
    node_release(old);
}

struct value *value_take_item(struct value **array, size_t index)
{
    if (!node_has_kind(*array, NODE_ARRAY) || index >= value_count(*array)) {
        return NULL;
    }
    struct node_block *b = own_block(array, 0);
    struct value **at = &((struct node_array *)b)->items[index];
    struct value *taken = *at;
    shrank(b, taken);
    *at = NODE_NULL;
    grew(b, NODE_NULL, 0);
    return taken;
}

/* ---- Objects ----------------------------------------------------------------------------- */

static void index_member(const struct node_object *o, uint32_t at)
{
    struct node_index *index = node_index_of(o);
    uint32_t mask = index->room - 1, place = o->members[at].key->hash & mask;
    while (index->places[place] != 0) {
        place = (place + 1) & mask;
    }
    index->places[place] = at + 1;
    index->used = at + 1;
}

/* Half of an index at least is empty. */
static void make_index(const struct node_object *o)
{
    struct node_index *index = node_index_of(o);
    uint32_t room = 64;
    while (room < o->block.used * 3) {
        room *= 2;
    }
    memory_release(index->places);
    index->places = memory_array(room, sizeof *index->places);
    memset(index->places, 0, room * sizeof *index->places);
    index->room = room;
    for (uint32_t i = 0; i < o->block.used; i++) {
        index_member(o, i);
    }
}

/* The index, which has all members then. */
static const struct node_index *fresh_index(const struct node_object *o)
{
    struct node_index *index = node_index_of(o);
    if (index->places == NULL || o->block.used * 2 > index->room) {
        make_index(o);
    }
    while (index->used < o->block.used) {
        index_member(o, index->used);
    }
    return index;
}

static struct node_member *find_by_index(struct node_object *o, const char *text, size_t size)
{
    const struct node_index *index = fresh_index(o);
    uint32_t mask = index->room - 1, place = key_hash(text, size) & mask;
    for (; index->places[place] != 0; place = (place + 1) & mask) {
        struct node_member *m = &o->members[index->places[place] - 1];
        if (key_has_text(m->key, text, size)) {
            return m;
        }
    }
    return NULL;
}

/* A few members are searched faster from the first to the last. */
static struct node_member *find(struct node_object *o, const char *text, size_t size)
{
    if (o->block.used > NODE_INDEX_FROM) {
        return find_by_index(o, text, size);
    }
    for (uint32_t i = 0; i < o->block.used; i++) {
        if (key_has_text(o->members[i].key, text, size)) {
            return &o->members[i];
        }
    }
    return NULL;
}

static struct node_member *find_key_by_index(struct node_object *o, const struct key *key)
{
    const struct node_index *index = fresh_index(o);
    uint32_t mask = index->room - 1, place = key->hash & mask;
    for (; index->places[place] != 0; place = (place + 1) & mask) {
        struct node_member *m = &o->members[index->places[place] - 1];
        if (key_equal(m->key, key)) {
            return m;
        }
    }
    return NULL;
}

/* An interned key is found by its address. */
static struct node_member *find_key(struct node_object *o, const struct key *key)
{
    if (o->block.used > NODE_INDEX_FROM) {
        return find_key_by_index(o, key);
    }
    struct node_member *m = o->members, *end = m + o->block.used;
    if (key->is_interned) {
        for (; m < end && m->key != key; m++) {
        }
    } else {
        for (; m < end && !key_equal(m->key, key); m++) {
        }
    }
    return m < end ? m : NULL;
}

/* If a key occurs twice, the last value wins, in the first one's place. */
static void unite(struct node_object *o)
{
    uint32_t count = o->block.used;
    o->block.used = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct node_member m = o->members[i];
        struct node_member *first = find_key(o, m.key);
        if (first == NULL) {
            o->members[o->block.used++] = m;
        } else {
            node_release(first->value);
            first->value = m.value;
            key_release(m.key);
        }
    }
}

/* Interned keys bear the stamp of the last object that was made with them. Returns false if a
 * key may occur twice. */
static bool copy_members(struct node_member *to, const struct node_member *from, size_t count)
{
    static uint32_t stamps;
    uint32_t stamp = ++stamps;
    bool are_new = stamp != 0;
    for (size_t i = 0; i < count; i++) {
        struct key *k = from[i].key;
        are_new = are_new && k->is_interned && k->stamp != stamp;
        k->stamp = stamp;
        to[i] = from[i];
    }
    return are_new;
}

struct value *node_new_object(struct node_member *members, size_t count,
                              const struct node_bounds *bounds)
{
    if (count == 0) {
        return shared_empty(true);
    }
    struct node_block *b = new_object(count);
    struct node_object *o = (struct node_object *)b;
    b->used = (uint32_t)count;
    if (!copy_members(o->members, members, count)) {
        unite(o);
    }
    if (bounds != NULL) {
        b->most = bounds->most;
        b->node.depth = bounds->depth;
        return (struct value *)b;
    }
    for (uint32_t i = 0; i < b->used; i++) {
        grew(b, o->members[i].value, bound_of_key(o->members[i].key));
    }
    return (struct value *)b;
}

struct value *value_object_for(size_t count)
{
    return (struct value *)new_object(count);
}

void value_add_take(struct value *object, struct key *key, struct value *member)
{
    struct node_object *o = node_object_of(object);
    assert(o->block.used < o->block.room && o->block.node.refs == 1);
    struct node_member *m = &o->members[o->block.used++];
    *m = (struct node_member){ key_share(key), stored(member) };
    grew(&o->block, m->value, bound_of_key(key));
}

/* As find_key(), of a key that is nearly always one of a few, and interned. */
static inline struct value *member_of(const struct value *v, const struct key *key)
{
    if (!node_has_kind(v, NODE_OBJECT)) {
        return NULL;
    }
    struct node_object *o = node_object_of(v);
    const struct node_member *m = o->members, *end = m + o->block.used;
    if (!key->is_interned || o->block.used > NODE_INDEX_FROM) {
        m = find_key(o, key);
        return m == NULL ? NULL : m->value;
    }
    for (; m < end; m++) {
        if (m->key == key) {
            return m->value;
        }
    }
    return NULL;
}

struct value *value_find(struct value *v, const struct value_place *places, size_t count)
{
    for (const struct value_place *end = places + count; places < end && v != NULL; places++) {
        if (places->key != NULL) {
            v = member_of(v, places->key);
        } else {
            bool is_there =
                node_has_kind(v, NODE_ARRAY) && places->index < node_block_of(v)->used;
            v = is_there ? node_array_of(v)->items[places->index] : NULL;
        }
    }
    return v;
}

bool value_member(const struct value *v, const char *key, struct value **ret_member)
{
    if (!node_has_kind(v, NODE_OBJECT)) {
        return false;
    }
    const struct node_member *m = find(node_object_of(v), key, strlen(key));
    if (m != NULL && ret_member != NULL) {
        *ret_member = m->value;
    }
    return m != NULL;
}

void value_set_take(struct value **object, const char *key, struct value *member)
{
    struct key *k = key_get(key, strlen(key));
    value_set_key_take(object, k, member);
    key_release(k);
}

void value_set_key_take(struct value **object, struct key *key, struct value *member)
{
    assert(node_has_kind(*object, NODE_OBJECT));
    member = stored(member);
    struct node_object *o = (struct node_object *)own_block(object, 0);
    struct node_member *m = find_key(o, key);
    if (m != NULL) {
        struct value *old = m->value;
        m->value = member;
        shrank(&o->block, old);
        grew(&o->block, member, 0);
        node_release(old);
        return;
    }
    o = (struct node_object *)own_block(object, 1);
    m = &o->members[o->block.used++];
    *m = (struct node_member){ key_share(key), member };
    grew(&o->block, member, bound_of_key(key));
}

struct value *value_take_member(struct value **object, const char *key)
{
    if (!node_has_kind(*object, NODE_OBJECT)) {
        return NULL;
    }
    struct node_object *o = (struct node_object *)own_block(object, 0);
    struct node_member *m = find(o, key, strlen(key));
    if (m == NULL) {
        return NULL;
    }
    struct value *taken = m->value;
    shrank(&o->block, taken);
    m->value = NODE_NULL;
    grew(&o->block, NODE_NULL, 0);
    return taken;
}

struct value_walk value_walk(const struct value *object)
{
    struct value_walk w = { .next = NULL };
    if (node_has_kind(object, NODE_OBJECT)) {
        const struct node_object *o = node_object_of(object);
        w.next = o->members;
        w.end = o->members + o->block.used;
    }
    return w;
}

bool value_step(struct value_walk *w)
{
    const struct node_member *m = w->next;
    if (m == w->end) {
        return false;
    }
    w->key = m->key->text;
    w->value = m->value;
    w->next = m + 1;
    return true;
}
