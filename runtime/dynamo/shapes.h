/*
 * shapes.h - what the shapes of DynamoDB's requests are written with, and those that several
 * operations have. Private to the files of runtime/dynamo/ that hold such tables.
 */
#ifndef DYNAMO_SHAPES_H
#define DYNAMO_SHAPES_H

#include "runtime/dynamo/model.h"

#define SCALAR(NAME, KIND, LEAST, MOST)                                                        \
    static const struct model NAME = {                                                         \
        .kind = KIND, .has_bounds = true, .least = LEAST, .most = MOST                         \
    };
#define TEXT(NAME, LEAST, MOST) SCALAR(NAME, MODEL_TEXT, LEAST, MOST)
#define NAME(NAME, LEAST, MOST)                                                                \
    static const struct model NAME = {                                                         \
        .kind = MODEL_TEXT, .has_bounds = true, .least = LEAST, .most = MOST, .is_name = true  \
    };
#define WORDS(NAME, WORDS)                                                                     \
    static const struct model NAME = { .kind = MODEL_TEXT, .words = WORDS };
#define LIST(NAME, OF, LEAST, MOST)                                                            \
    static const struct model NAME = {                                                         \
        .kind = MODEL_LIST, .has_bounds = true, .least = LEAST, .most = MOST, .of = &OF        \
    };
#define MAP(NAME, KEY, OF, LEAST, MOST)                                                        \
    static const struct model NAME = { .kind = MODEL_MAP,                                      \
                                       .has_bounds = true,                                     \
                                       .least = LEAST,                                         \
                                       .most = MOST,                                           \
                                       .key = KEY,                                             \
                                       .of = &OF };
#define STRUCTURE(NAME)                                                                        \
    static const struct model NAME = { .kind = MODEL_STRUCTURE,                                \
                                       .java = #NAME,                                          \
                                       .members = NAME##_members,                              \
                                       .count =                                                \
                                           sizeof NAME##_members / sizeof NAME##_members[0] };

// clang-format off
WORDS(ReturnConsumedCapacity, "[INDEXES, TOTAL, NONE]")
static const struct model AttributeValue;
TEXT(StringAttributeValue, 0, INT64_MAX)
TEXT(NumberAttributeValue, 0, INT64_MAX)
SCALAR(BinaryAttributeValue, MODEL_BYTES, 0, INT64_MAX)
LIST(StringSetAttributeValue, StringAttributeValue, 0, INT64_MAX)
LIST(NumberSetAttributeValue, NumberAttributeValue, 0, INT64_MAX)
LIST(BinarySetAttributeValue, BinaryAttributeValue, 0, INT64_MAX)
MAP(MapAttributeValue, NULL, AttributeValue, 0, INT64_MAX)
LIST(ListAttributeValue, AttributeValue, 0, INT64_MAX)
static const struct model NullAttributeValue = { .kind = MODEL_BOOLEAN, .takes_text = true };
SCALAR(BooleanAttributeValue, MODEL_BOOLEAN, 0, 1)
static const struct model_member AttributeValue_members[] = {
    { "S", &StringAttributeValue, false },
    { "N", &NumberAttributeValue, false },
    { "B", &BinaryAttributeValue, false },
    { "SS", &StringSetAttributeValue, false },
    { "NS", &NumberSetAttributeValue, false },
    { "BS", &BinarySetAttributeValue, false },
    { "M", &MapAttributeValue, false },
    { "L", &ListAttributeValue, false },
    { "NULL", &NullAttributeValue, false },
    { "BOOL", &BooleanAttributeValue, false },
};
STRUCTURE(AttributeValue)
TEXT(KeySchemaAttributeName, 1, 255)
WORDS(ScalarAttributeType, "[B, N, S]")
static const struct model_member AttributeDefinition_members[] = {
    { "AttributeName", &KeySchemaAttributeName, true },
    { "AttributeType", &ScalarAttributeType, true },
};
STRUCTURE(AttributeDefinition)
LIST(AttributeDefinitions, AttributeDefinition, 0, INT64_MAX)
NAME(TableNameFreely, 0, INT64_MAX)
WORDS(BillingMode, "[PROVISIONED, PAY_PER_REQUEST]")
SCALAR(PositiveLongObject, MODEL_LONG, 1, INT64_MAX)
static const struct model_member ProvisionedThroughput_members[] = {
    { "WriteCapacityUnits", &PositiveLongObject, true },
    { "ReadCapacityUnits", &PositiveLongObject, true },
};
STRUCTURE(ProvisionedThroughput)
WORDS(KeyType, "[HASH, RANGE]")
static const struct model_member KeySchemaElement_members[] = {
    { "AttributeName", &KeySchemaAttributeName, true },
    { "KeyType", &KeyType, true },
};
STRUCTURE(KeySchemaElement)
LIST(KeySchema, KeySchemaElement, 1, 2)
NAME(IndexName, 3, 255)
WORDS(ProjectionType, "[ALL, INCLUDE, KEYS_ONLY]")
TEXT(NonKeyAttributeName, 1, 255)
LIST(NonKeyAttributeNameList, NonKeyAttributeName, 1, 20)
static const struct model_member Projection_members[] = {
    { "ProjectionType", &ProjectionType, false },
    { "NonKeyAttributes", &NonKeyAttributeNameList, false },
};
STRUCTURE(Projection)
static const struct model_member LocalSecondaryIndex_members[] = {
    { "IndexName", &IndexName, true },
    { "KeySchema", &KeySchema, true },
    { "Projection", &Projection, true },
};
STRUCTURE(LocalSecondaryIndex)
LIST(LocalSecondaryIndexList, LocalSecondaryIndex, 0, INT64_MAX)
SCALAR(LongObject, MODEL_LONG, INT64_MIN, INT64_MAX)
static const struct model_member OnDemandThroughput_members[] = {
    { "MaxReadRequestUnits", &LongObject, false },
    { "MaxWriteRequestUnits", &LongObject, false },
};
STRUCTURE(OnDemandThroughput)
static const struct model_member WarmThroughput_members[] = {
    { "ReadUnitsPerSecond", &LongObject, false },
    { "WriteUnitsPerSecond", &LongObject, false },
};
STRUCTURE(WarmThroughput)
static const struct model_member GlobalSecondaryIndex_members[] = {
    { "IndexName", &IndexName, true },
    { "KeySchema", &KeySchema, true },
    { "Projection", &Projection, true },
    { "ProvisionedThroughput", &ProvisionedThroughput, false },
    { "OnDemandThroughput", &OnDemandThroughput, false },
    { "WarmThroughput", &WarmThroughput, false },
};
STRUCTURE(GlobalSecondaryIndex)
LIST(GlobalSecondaryIndexList, GlobalSecondaryIndex, 0, INT64_MAX)
SCALAR(StreamEnabled, MODEL_BOOLEAN, 0, 1)
WORDS(StreamViewType, "[NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]")
static const struct model_member StreamSpecification_members[] = {
    { "StreamEnabled", &StreamEnabled, true },
    { "StreamViewType", &StreamViewType, false },
};
STRUCTURE(StreamSpecification)
SCALAR(SSEEnabled, MODEL_BOOLEAN, 0, 1)
WORDS(SSEType, "[AES256, KMS]")
TEXT(KMSMasterKeyId, 0, INT64_MAX)
static const struct model_member SSESpecification_members[] = {
    { "Enabled", &SSEEnabled, false },
    { "SSEType", &SSEType, false },
    { "KMSMasterKeyId", &KMSMasterKeyId, false },
};
STRUCTURE(SSESpecification)
TEXT(TagKeyString, 1, 128)
TEXT(TagValueString, 0, 256)
static const struct model_member Tag_members[] = {
    { "Key", &TagKeyString, true },
    { "Value", &TagValueString, true },
};
STRUCTURE(Tag)
LIST(TagList, Tag, 0, INT64_MAX)
NAME(TableName, 3, 255)
TEXT(ResourcePolicy, 0, INT64_MAX)
WORDS(ReturnValuesOnConditionCheckFailure, "[ALL_OLD, NONE]")
TEXT(ResourceArnString, 0, 1283)
TEXT(NextTokenString, 0, INT64_MAX)
TEXT(ClientRequestToken, 1, 36)
SCALAR(ConsistentRead, MODEL_BOOLEAN, 0, 1)
// clang-format on

#endif
