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

static struct slot list(enum field_owner owner)
{
    return (struct slot){ SLOT_LIST, owner };
}

/* A Map's ItemReader, ItemBatcher and ResultWriter are data: they are evaluated as a whole. */
static struct slot by_shape(enum field_owner holder, enum shape shape)
{
    bool is_inside = holder == OWNER_RULE || holder == OWNER_INNER_RULE;
    switch (shape) {
    case SHAPE_STATES: return (struct slot){ SLOT_STATES, OWNER_ANY_STATE };
    case SHAPE_RETRIERS: return list(OWNER_RETRIER);
    case SHAPE_CATCHERS: return list(OWNER_CATCHER);
    case SHAPE_RULES: return list(is_inside ? OWNER_INNER_RULE : OWNER_RULE);
    case SHAPE_RULE: return object(OWNER_INNER_RULE);
    case SHAPE_BRANCHES: return list(OWNER_BRANCH);
    case SHAPE_PROCESSOR: return object(OWNER_PROCESSOR);
    case SHAPE_PROCESSOR_CONFIG: return object(PART_PROCESSOR_CONFIG);
    case SHAPE_TEXT:
    case SHAPE_REASON:
    case SHAPE_TEXTS:
    case SHAPE_TRUTH:
    case SHAPE_OBJECT:
    case SHAPE_PATH_OR_NULL:
    case SHAPE_RESULT_PATH:
    case SHAPE_REFERENCE:
    case SHAPE_REFERENCE_INPUT:
    case SHAPE_REFERENCE_OR_CALL:
    case SHAPE_TEMPLATE:
    case SHAPE_LITERAL:
    case SHAPE_JSONATA:
    case SHAPE_JSONATA_ARRAY:
    case SHAPE_JSONATA_TRUTH:
    case SHAPE_ASSIGN:
    case SHAPE_CREDENTIALS:
    case SHAPE_SECONDS:
    case SHAPE_WAIT_SECONDS:
    case SHAPE_COUNT:
    case SHAPE_PERCENT:
    case SHAPE_RATE:
    case SHAPE_TIMESTAMP:
    case SHAPE_ERROR_NAMES:
    case SHAPE_READER:
    case SHAPE_BATCHER:
    case SHAPE_WRITER: break;
    }
    return value();
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
