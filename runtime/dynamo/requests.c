/*
 * requests.c - the requests that are understood, by AWS's model of DynamoDB: types, lengths,
 * values. Members and words stand in the order in which AWS's messages name them.
 */
#include "runtime/base/text.h"
#include "runtime/dynamo/keptrequests.h"
#include "runtime/dynamo/model.h"
#include "runtime/dynamo/shapes.h"

// clang-format off
MAP(Key, NULL, AttributeValue, 0, INT64_MAX)
LIST(KeyList, Key, 1, 100)
TEXT(AttributeName, 0, 65535)
LIST(AttributeNameList, AttributeName, 1, INT64_MAX)
TEXT(ProjectionExpression, 0, INT64_MAX)
MAP(ExpressionAttributeNameMap, NULL, AttributeName, 0, INT64_MAX)
static const struct model_member KeysAndAttributes_members[] = {
    { "Keys", &KeyList, true },
    { "AttributesToGet", &AttributeNameList, false },
    { "ConsistentRead", &ConsistentRead, false },
    { "ProjectionExpression", &ProjectionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
};
STRUCTURE(KeysAndAttributes)
MAP(BatchGetRequestMap, &TableName, KeysAndAttributes, 1, 100)
static const struct model_member BatchGetItemInput_members[] = {
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "RequestItems", &BatchGetRequestMap, true },
};
STRUCTURE(BatchGetItemInput)
WORDS(ReturnItemCollectionMetrics, "[SIZE, NONE]")
static const struct model_member DeleteRequest_members[] = {
    { "Key", &Key, true },
};
STRUCTURE(DeleteRequest)
MAP(PutItemInputAttributeMap, NULL, AttributeValue, 0, INT64_MAX)
static const struct model_member PutRequest_members[] = {
    { "Item", &PutItemInputAttributeMap, true },
};
STRUCTURE(PutRequest)
static const struct model_member WriteRequest_members[] = {
    { "DeleteRequest", &DeleteRequest, false },
    { "PutRequest", &PutRequest, false },
};
STRUCTURE(WriteRequest)
LIST(WriteRequests, WriteRequest, 1, 25)
MAP(BatchWriteItemRequestMap, &TableName, WriteRequests, 1, 25)
static const struct model_member BatchWriteItemInput_members[] = {
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "ReturnItemCollectionMetrics", &ReturnItemCollectionMetrics, false },
    { "RequestItems", &BatchWriteItemRequestMap, true },
};
STRUCTURE(BatchWriteItemInput)
WORDS(TableClass, "[STANDARD, STANDARD_INFREQUENT_ACCESS]")
SCALAR(DeletionProtectionEnabled, MODEL_BOOLEAN, 0, 1)
WORDS(GlobalTableSettingsReplicationMode, "[ENABLED, DISABLED, ENABLED_WITH_OVERRIDES]")
static const struct model_member CreateTableInput_members[] = {
    { "AttributeDefinitions", &AttributeDefinitions, true },
    { "TableName", &TableNameFreely, false },
    { "BillingMode", &BillingMode, false },
    { "ProvisionedThroughput", &ProvisionedThroughput, false },
    { "KeySchema", &KeySchema, true },
    { "LocalSecondaryIndexes", &LocalSecondaryIndexList, false },
    { "GlobalSecondaryIndexes", &GlobalSecondaryIndexList, false },
    { "StreamSpecification", &StreamSpecification, false },
    { "SSESpecification", &SSESpecification, false },
    { "Tags", &TagList, false },
    { "TableClass", &TableClass, false },
    { "DeletionProtectionEnabled", &DeletionProtectionEnabled, false },
    { "WarmThroughput", &WarmThroughput, false },
    { "ResourcePolicy", &ResourcePolicy, false },
    { "OnDemandThroughput", &OnDemandThroughput, false },
    { "GlobalTableSourceArn", &TableName, false },
    { "GlobalTableSettingsReplicationMode", &GlobalTableSettingsReplicationMode, false },
};
STRUCTURE(CreateTableInput)
WORDS(ReturnValue, "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")
WORDS(ConditionalOperator, "[OR, AND]")
SCALAR(BooleanObject, MODEL_BOOLEAN, 0, 1)
WORDS(ComparisonOperator, "[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]")
LIST(AttributeValueList, AttributeValue, 0, INT64_MAX)
static const struct model_member ExpectedAttributeValue_members[] = {
    { "Value", &AttributeValue, false },
    { "Exists", &BooleanObject, false },
    { "ComparisonOperator", &ComparisonOperator, false },
    { "AttributeValueList", &AttributeValueList, false },
};
STRUCTURE(ExpectedAttributeValue)
MAP(ExpectedAttributeMap, NULL, ExpectedAttributeValue, 0, INT64_MAX)
TEXT(ConditionExpression, 0, INT64_MAX)
MAP(ExpressionAttributeValueMap, NULL, AttributeValue, 0, INT64_MAX)
static const struct model_member DeleteItemInput_members[] = {
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "TableName", &TableName, true },
    { "ReturnValues", &ReturnValue, false },
    { "ReturnItemCollectionMetrics", &ReturnItemCollectionMetrics, false },
    { "Key", &Key, true },
    { "ConditionalOperator", &ConditionalOperator, false },
    { "Expected", &ExpectedAttributeMap, false },
    { "ConditionExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(DeleteItemInput)
static const struct model_member DeleteTableInput_members[] = {
    { "TableName", &TableNameFreely, false },
};
STRUCTURE(DeleteTableInput)
static const struct model_member DescribeContinuousBackupsInput_members[] = {
    { "TableName", &TableNameFreely, false },
};
STRUCTURE(DescribeContinuousBackupsInput)
static const struct model DescribeEndpointsRequest = { .kind = MODEL_STRUCTURE };
static const struct model DescribeLimitsInput = { .kind = MODEL_STRUCTURE };
static const struct model_member DescribeTableInput_members[] = {
    { "TableName", &TableNameFreely, false },
};
STRUCTURE(DescribeTableInput)
static const struct model_member DescribeTimeToLiveInput_members[] = {
    { "TableName", &TableNameFreely, false },
};
STRUCTURE(DescribeTimeToLiveInput)
static const struct model_member GetItemInput_members[] = {
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "AttributesToGet", &AttributeNameList, false },
    { "TableName", &TableName, true },
    { "Key", &Key, true },
    { "ConsistentRead", &ConsistentRead, false },
    { "ProjectionExpression", &ProjectionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
};
STRUCTURE(GetItemInput)
SCALAR(ListTablesInputLimit, MODEL_INTEGER, 1, 100)
static const struct model_member ListTablesInput_members[] = {
    { "Limit", &ListTablesInputLimit, false },
    { "ExclusiveStartTableName", &TableName, false },
};
STRUCTURE(ListTablesInput)
static const struct model_member ListTagsOfResourceInput_members[] = {
    { "ResourceArn", &ResourceArnString, false },
    { "NextToken", &NextTokenString, false },
};
STRUCTURE(ListTagsOfResourceInput)
static const struct model_member PutItemInput_members[] = {
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "TableName", &TableName, true },
    { "Item", &PutItemInputAttributeMap, true },
    { "ConditionalOperator", &ConditionalOperator, false },
    { "Expected", &ExpectedAttributeMap, false },
    { "ReturnValues", &ReturnValue, false },
    { "ReturnItemCollectionMetrics", &ReturnItemCollectionMetrics, false },
    { "ConditionExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(PutItemInput)
WORDS(Select, "[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]")
static const struct model_member Condition_members[] = {
    { "AttributeValueList", &AttributeValueList, false },
    { "ComparisonOperator", &ComparisonOperator, true },
};
STRUCTURE(Condition)
MAP(FilterConditionMap, NULL, Condition, 0, INT64_MAX)
SCALAR(PositiveIntegerObject, MODEL_INTEGER, 1, INT64_MAX)
MAP(KeyConditions, NULL, Condition, 0, INT64_MAX)
TEXT(KeyExpression, 0, INT64_MAX)
static const struct model_member QueryInput_members[] = {
    { "Select", &Select, false },
    { "IndexName", &IndexName, false },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "QueryFilter", &FilterConditionMap, false },
    { "TableName", &TableName, true },
    { "ConditionalOperator", &ConditionalOperator, false },
    { "AttributesToGet", &AttributeNameList, false },
    { "Limit", &PositiveIntegerObject, false },
    { "KeyConditions", &KeyConditions, false },
    { "ConsistentRead", &ConsistentRead, false },
    { "ScanIndexForward", &BooleanObject, false },
    { "ExclusiveStartKey", &Key, false },
    { "ProjectionExpression", &ProjectionExpression, false },
    { "FilterExpression", &ConditionExpression, false },
    { "KeyConditionExpression", &KeyExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
};
STRUCTURE(QueryInput)
SCALAR(ScanTotalSegments, MODEL_INTEGER, 1, 1000000)
SCALAR(ScanSegment, MODEL_INTEGER, 0, 999999)
static const struct model_member ScanInput_members[] = {
    { "Select", &Select, false },
    { "IndexName", &IndexName, false },
    { "TotalSegments", &ScanTotalSegments, false },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "TableName", &TableName, true },
    { "ConditionalOperator", &ConditionalOperator, false },
    { "ScanFilter", &FilterConditionMap, false },
    { "Segment", &ScanSegment, false },
    { "Limit", &PositiveIntegerObject, false },
    { "AttributesToGet", &AttributeNameList, false },
    { "ExclusiveStartKey", &Key, false },
    { "ProjectionExpression", &ProjectionExpression, false },
    { "FilterExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ConsistentRead", &ConsistentRead, false },
};
STRUCTURE(ScanInput)
static const struct model_member TagResourceInput_members[] = {
    { "ResourceArn", &ResourceArnString, false },
    { "Tags", &TagList, false },
};
STRUCTURE(TagResourceInput)
static const struct model_member Get_members[] = {
    { "Key", &Key, true },
    { "TableName", &TableName, true },
    { "ProjectionExpression", &ProjectionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
};
STRUCTURE(Get)
static const struct model_member TransactGetItem_members[] = {
    { "Get", &Get, true },
};
STRUCTURE(TransactGetItem)
LIST(TransactGetItemList, TransactGetItem, 1, 100)
static const struct model_member TransactGetItemsInput_members[] = {
    { "TransactItems", &TransactGetItemList, true },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
};
STRUCTURE(TransactGetItemsInput)
static const struct model_member ConditionCheck_members[] = {
    { "Key", &Key, true },
    { "TableName", &TableName, true },
    { "ConditionExpression", &ConditionExpression, true },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(ConditionCheck)
static const struct model_member Put_members[] = {
    { "Item", &PutItemInputAttributeMap, true },
    { "TableName", &TableName, true },
    { "ConditionExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(Put)
static const struct model_member Delete_members[] = {
    { "Key", &Key, true },
    { "TableName", &TableName, true },
    { "ConditionExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(Delete)
TEXT(UpdateExpression, 0, INT64_MAX)
static const struct model_member Update_members[] = {
    { "Key", &Key, true },
    { "UpdateExpression", &UpdateExpression, true },
    { "TableName", &TableName, true },
    { "ConditionExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(Update)
static const struct model_member TransactWriteItem_members[] = {
    { "ConditionCheck", &ConditionCheck, false },
    { "Put", &Put, false },
    { "Delete", &Delete, false },
    { "Update", &Update, false },
};
STRUCTURE(TransactWriteItem)
LIST(TransactWriteItemList, TransactWriteItem, 1, 100)
static const struct model_member TransactWriteItemsInput_members[] = {
    { "TransactItems", &TransactWriteItemList, true },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "ReturnItemCollectionMetrics", &ReturnItemCollectionMetrics, false },
    { "ClientRequestToken", &ClientRequestToken, false },
};
STRUCTURE(TransactWriteItemsInput)
LIST(TagKeyList, TagKeyString, 0, INT64_MAX)
static const struct model_member UntagResourceInput_members[] = {
    { "ResourceArn", &ResourceArnString, false },
    { "TagKeys", &TagKeyList, false },
};
STRUCTURE(UntagResourceInput)
SCALAR(RecoveryPeriodInDays, MODEL_INTEGER, 1, 35)
static const struct model_member PointInTimeRecoverySpecification_members[] = {
    { "PointInTimeRecoveryEnabled", &BooleanObject, true },
    { "RecoveryPeriodInDays", &RecoveryPeriodInDays, false },
};
STRUCTURE(PointInTimeRecoverySpecification)
static const struct model_member UpdateContinuousBackupsInput_members[] = {
    { "TableName", &TableNameFreely, false },
    { "PointInTimeRecoverySpecification", &PointInTimeRecoverySpecification, true },
};
STRUCTURE(UpdateContinuousBackupsInput)
WORDS(AttributeAction, "[ADD, DELETE, PUT]")
static const struct model_member AttributeValueUpdate_members[] = {
    { "Value", &AttributeValue, false },
    { "Action", &AttributeAction, false },
};
STRUCTURE(AttributeValueUpdate)
MAP(AttributeUpdates, NULL, AttributeValueUpdate, 0, INT64_MAX)
static const struct model_member UpdateItemInput_members[] = {
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "TableName", &TableName, true },
    { "ReturnItemCollectionMetrics", &ReturnItemCollectionMetrics, false },
    { "ReturnValues", &ReturnValue, false },
    { "Key", &Key, true },
    { "ConditionalOperator", &ConditionalOperator, false },
    { "Expected", &ExpectedAttributeMap, false },
    { "AttributeUpdates", &AttributeUpdates, false },
    { "UpdateExpression", &UpdateExpression, false },
    { "ConditionExpression", &ConditionExpression, false },
    { "ExpressionAttributeNames", &ExpressionAttributeNameMap, false },
    { "ExpressionAttributeValues", &ExpressionAttributeValueMap, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(UpdateItemInput)
static const struct model_member UpdateGlobalSecondaryIndexAction_members[] = {
    { "IndexName", &IndexName, true },
    { "ProvisionedThroughput", &ProvisionedThroughput, false },
    { "OnDemandThroughput", &OnDemandThroughput, false },
    { "WarmThroughput", &WarmThroughput, false },
};
STRUCTURE(UpdateGlobalSecondaryIndexAction)
static const struct model_member CreateGlobalSecondaryIndexAction_members[] = {
    { "Projection", &Projection, true },
    { "IndexName", &IndexName, true },
    { "ProvisionedThroughput", &ProvisionedThroughput, false },
    { "KeySchema", &KeySchema, true },
    { "OnDemandThroughput", &OnDemandThroughput, false },
    { "WarmThroughput", &WarmThroughput, false },
};
STRUCTURE(CreateGlobalSecondaryIndexAction)
static const struct model_member DeleteGlobalSecondaryIndexAction_members[] = {
    { "IndexName", &IndexName, true },
};
STRUCTURE(DeleteGlobalSecondaryIndexAction)
static const struct model_member GlobalSecondaryIndexUpdate_members[] = {
    { "Update", &UpdateGlobalSecondaryIndexAction, false },
    { "Create", &CreateGlobalSecondaryIndexAction, false },
    { "Delete", &DeleteGlobalSecondaryIndexAction, false },
};
STRUCTURE(GlobalSecondaryIndexUpdate)
LIST(GlobalSecondaryIndexUpdateList, GlobalSecondaryIndexUpdate, 0, INT64_MAX)
TEXT(ReplicaRegionName, 0, INT64_MAX)
static const struct model_member ProvisionedThroughputOverride_members[] = {
    { "ReadCapacityUnits", &PositiveLongObject, false },
};
STRUCTURE(ProvisionedThroughputOverride)
static const struct model_member OnDemandThroughputOverride_members[] = {
    { "MaxReadRequestUnits", &LongObject, false },
};
STRUCTURE(OnDemandThroughputOverride)
static const struct model_member ReplicaGlobalSecondaryIndex_members[] = {
    { "IndexName", &IndexName, true },
    { "ProvisionedThroughputOverride", &ProvisionedThroughputOverride, false },
    { "OnDemandThroughputOverride", &OnDemandThroughputOverride, false },
};
STRUCTURE(ReplicaGlobalSecondaryIndex)
LIST(ReplicaGlobalSecondaryIndexList, ReplicaGlobalSecondaryIndex, 1, INT64_MAX)
static const struct model_member ReplicationGroupMemberAction_members[] = {
    { "RegionName", &ReplicaRegionName, true },
    { "KMSMasterKeyId", &KMSMasterKeyId, false },
    { "ProvisionedThroughputOverride", &ProvisionedThroughputOverride, false },
    { "OnDemandThroughputOverride", &OnDemandThroughputOverride, false },
    { "GlobalSecondaryIndexes", &ReplicaGlobalSecondaryIndexList, false },
    { "TableClassOverride", &TableClass, false },
};
STRUCTURE(ReplicationGroupMemberAction)
static const struct model_member DeleteReplicationGroupMemberAction_members[] = {
    { "RegionName", &ReplicaRegionName, true },
};
STRUCTURE(DeleteReplicationGroupMemberAction)
static const struct model_member ReplicationGroupUpdate_members[] = {
    { "Create", &ReplicationGroupMemberAction, false },
    { "Update", &ReplicationGroupMemberAction, false },
    { "Delete", &DeleteReplicationGroupMemberAction, false },
};
STRUCTURE(ReplicationGroupUpdate)
LIST(ReplicationGroupUpdateList, ReplicationGroupUpdate, 1, INT64_MAX)
WORDS(MultiRegionConsistency, "[EVENTUAL, STRONG]")
static const struct model_member UpdateTableInput_members[] = {
    { "AttributeDefinitions", &AttributeDefinitions, false },
    { "TableName", &TableNameFreely, false },
    { "ProvisionedThroughput", &ProvisionedThroughput, false },
    { "BillingMode", &BillingMode, false },
    { "GlobalSecondaryIndexUpdates", &GlobalSecondaryIndexUpdateList, false },
    { "StreamSpecification", &StreamSpecification, false },
    { "SSESpecification", &SSESpecification, false },
    { "TableClass", &TableClass, false },
    { "DeletionProtectionEnabled", &DeletionProtectionEnabled, false },
    { "ReplicaUpdates", &ReplicationGroupUpdateList, false },
    { "MultiRegionConsistency", &MultiRegionConsistency, false },
    { "OnDemandThroughput", &OnDemandThroughput, false },
    { "WarmThroughput", &WarmThroughput, false },
    { "GlobalTableSettingsReplicationMode", &GlobalTableSettingsReplicationMode, false },
};
STRUCTURE(UpdateTableInput)
SCALAR(TimeToLiveEnabled, MODEL_BOOLEAN, 0, 1)
TEXT(TimeToLiveAttributeName, 1, 255)
static const struct model_member TimeToLiveSpecification_members[] = {
    { "Enabled", &TimeToLiveEnabled, true },
    { "AttributeName", &TimeToLiveAttributeName, true },
};
STRUCTURE(TimeToLiveSpecification)
static const struct model_member UpdateTimeToLiveInput_members[] = {
    { "TableName", &TableNameFreely, false },
    { "TimeToLiveSpecification", &TimeToLiveSpecification, true },
};
STRUCTURE(UpdateTimeToLiveInput)

static const struct {
    const char *operation;
    const struct model *shape;
} operations[] = {
    { "BatchGetItem", &BatchGetItemInput },
    { "BatchWriteItem", &BatchWriteItemInput },
    { "CreateTable", &CreateTableInput },
    { "DeleteItem", &DeleteItemInput },
    { "DeleteTable", &DeleteTableInput },
    { "DescribeContinuousBackups", &DescribeContinuousBackupsInput },
    { "DescribeEndpoints", &DescribeEndpointsRequest },
    { "DescribeLimits", &DescribeLimitsInput },
    { "DescribeTable", &DescribeTableInput },
    { "DescribeTimeToLive", &DescribeTimeToLiveInput },
    { "GetItem", &GetItemInput },
    { "ListTables", &ListTablesInput },
    { "ListTagsOfResource", &ListTagsOfResourceInput },
    { "PutItem", &PutItemInput },
    { "Query", &QueryInput },
    { "Scan", &ScanInput },
    { "TagResource", &TagResourceInput },
    { "TransactGetItems", &TransactGetItemsInput },
    { "TransactWriteItems", &TransactWriteItemsInput },
    { "UntagResource", &UntagResourceInput },
    { "UpdateContinuousBackups", &UpdateContinuousBackupsInput },
    { "UpdateItem", &UpdateItemInput },
    { "UpdateTable", &UpdateTableInput },
    { "UpdateTimeToLive", &UpdateTimeToLiveInput },
};
// clang-format on

const struct model *model_of_operation(const char *operation)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (text_is(operation, operations[i].operation)) {
            return operations[i].shape;
        }
    }
    return keptrequests_model(operation);
}
