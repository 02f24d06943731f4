#include "compiler/format/slot.h"

#include "compiler/read/doc.h"

struct slot slot_root(void)
{
    return (struct slot){ SLOT_OBJECT, OWNER_WORKFLOW };
}

static struct slot value(void)
{
    return (struct slot){ SLOT_VALUE, OWNER_ANY_STATE };
}

static struct slot object(enum field_owner owner)
{
    return (struct slot){ SLOT_OBJECT, owner };
}

/* A Map's ItemReader, ItemBatcher and ResultWriter are data: they are evaluated as a whole. */
static bool is_evaluated(enum shape shape)
{
    return shape == SHAPE_READER || shape == SHAPE_BATCHER || shape == SHAPE_WRITER;
}

static struct slot by_shape(enum field_owner holder, enum shape shape)
{
    struct field_inside inside = field_inside(holder, shape);
    if (shape == SHAPE_STATES) {
        return (struct slot){ SLOT_STATES, OWNER_ANY_STATE };
    }
    return inside.owner == OWNER_ANY_STATE || is_evaluated(shape)
               ? value()
               : (struct slot){ inside.is_list ? SLOT_LIST : SLOT_OBJECT, inside.owner };
}

static struct slot of_field(enum field_owner holder, const struct doc_node *member)
{
    const struct shape_row *row =
        holder == PART_PROCESSOR_CONFIG ? NULL : field_find(member->name, member->name_size);
    return row == NULL ? value() : by_shape(holder, row->shape);
}

struct slot slot_of_child(struct slot parent, const struct doc_node *child)
{
    struct slot slot = value();
    switch (parent.kind) {
    case SLOT_VALUE: break;
    case SLOT_STATES: slot = object(OWNER_ANY_STATE); break;
    case SLOT_LIST: slot = object(parent.owner); break;
    case SLOT_OBJECT: slot = of_field(parent.owner, child); break;
    }
    return slot_fits(slot, child) ? slot : value();
}

bool slot_fits(struct slot slot, const struct doc_node *value)
{
    return slot.kind == SLOT_VALUE ||
           value->type == (slot.kind == SLOT_LIST ? DOC_ARRAY : DOC_OBJECT);
}

bool slot_is_tall(struct slot slot)
{
    return slot.kind == SLOT_STATES ||
           (slot.kind == SLOT_OBJECT &&
            (slot.owner == OWNER_WORKFLOW || slot.owner == OWNER_ANY_STATE ||
             slot.owner == OWNER_BRANCH || slot.owner == OWNER_PROCESSOR));
}
