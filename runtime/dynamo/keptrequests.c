/*
 * keptrequests.c - the requests of operations on statements, backups, policies and whatever
 * else is kept beside tables: types, lengths, values, by AWS's model of DynamoDB.
 */
#include "runtime/dynamo/keptrequests.h"

#include "runtime/base/text.h"
#include "runtime/dynamo/shapes.h"

// clang-format off
TEXT(PartiQLStatement, 1, 8192)
LIST(PreparedStatementParameters, AttributeValue, 1, INT64_MAX)
static const struct model_member BatchStatementRequest_members[] = {
    { "Statement", &PartiQLStatement, true },
    { "Parameters", &PreparedStatementParameters, false },
    { "ConsistentRead", &ConsistentRead, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(BatchStatementRequest)
LIST(PartiQLBatchRequest, BatchStatementRequest, 1, 25)
static const struct model_member BatchExecuteStatementInput_members[] = {
    { "Statements", &PartiQLBatchRequest, true },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
};
STRUCTURE(BatchExecuteStatementInput)
NAME(BackupName, 3, 255)
static const struct model_member CreateBackupInput_members[] = {
    { "TableName", &TableNameFreely, true },
    { "BackupName", &BackupName, true },
};
STRUCTURE(CreateBackupInput)
TEXT(BackupArn, 37, 1024)
static const struct model_member DeleteBackupInput_members[] = {
    { "BackupArn", &BackupArn, true },
};
STRUCTURE(DeleteBackupInput)
TEXT(PolicyRevisionId, 1, 255)
static const struct model_member DeleteResourcePolicyInput_members[] = {
    { "ResourceArn", &ResourceArnString, true },
    { "ExpectedRevisionId", &PolicyRevisionId, false },
};
STRUCTURE(DeleteResourcePolicyInput)
static const struct model_member DescribeBackupInput_members[] = {
    { "BackupArn", &BackupArn, true },
};
STRUCTURE(DescribeBackupInput)
static const struct model_member DescribeContributorInsightsInput_members[] = {
    { "TableName", &TableNameFreely, true },
    { "IndexName", &IndexName, false },
};
STRUCTURE(DescribeContributorInsightsInput)
TEXT(RegionName, 0, INT64_MAX)
static const struct model_member Replica_members[] = {
    { "RegionName", &RegionName, false },
};
STRUCTURE(Replica)
LIST(ReplicaList, Replica, 0, INT64_MAX)
static const struct model_member CreateGlobalTableInput_members[] = {
    { "GlobalTableName", &TableName, true },
    { "ReplicationGroup", &ReplicaList, true },
};
STRUCTURE(CreateGlobalTableInput)
static const struct model_member ReplicaAction_members[] = {
    { "RegionName", &RegionName, true },
};
STRUCTURE(ReplicaAction)
static const struct model_member ReplicaUpdate_members[] = {
    { "Create", &ReplicaAction, false },
    { "Delete", &ReplicaAction, false },
};
STRUCTURE(ReplicaUpdate)
LIST(ReplicaUpdateList, ReplicaUpdate, 0, INT64_MAX)
static const struct model_member UpdateGlobalTableInput_members[] = {
    { "GlobalTableName", &TableName, true },
    { "ReplicaUpdates", &ReplicaUpdateList, true },
};
STRUCTURE(UpdateGlobalTableInput)
TEXT(ExportArn, 37, 1024)
static const struct model_member DescribeExportInput_members[] = {
    { "ExportArn", &ExportArn, true },
};
STRUCTURE(DescribeExportInput)
static const struct model_member DescribeGlobalTableInput_members[] = {
    { "GlobalTableName", &TableName, true },
};
STRUCTURE(DescribeGlobalTableInput)
TEXT(ImportArn, 37, 1024)
static const struct model_member DescribeImportInput_members[] = {
    { "ImportArn", &ImportArn, true },
};
STRUCTURE(DescribeImportInput)
static const struct model_member DescribeKinesisStreamingDestinationInput_members[] = {
    { "TableName", &TableNameFreely, true },
};
STRUCTURE(DescribeKinesisStreamingDestinationInput)
TEXT(StreamArn, 37, 1024)
WORDS(ApproximateCreationDateTimePrecision, "[MILLISECOND, MICROSECOND]")
static const struct model_member EnableKinesisStreamingConfiguration_members[] = {
    { "ApproximateCreationDateTimePrecision", &ApproximateCreationDateTimePrecision, false },
};
STRUCTURE(EnableKinesisStreamingConfiguration)
static const struct model_member KinesisStreamingDestinationInput_members[] = {
    { "TableName", &TableNameFreely, true },
    { "StreamArn", &StreamArn, true },
    { "EnableKinesisStreamingConfiguration", &EnableKinesisStreamingConfiguration, false },
};
STRUCTURE(KinesisStreamingDestinationInput)
TEXT(PartiQLNextToken, 1, 32768)
SCALAR(PositiveIntegerObject, MODEL_INTEGER, 1, INT64_MAX)
static const struct model_member ExecuteStatementInput_members[] = {
    { "Statement", &PartiQLStatement, true },
    { "Parameters", &PreparedStatementParameters, false },
    { "ConsistentRead", &ConsistentRead, false },
    { "NextToken", &PartiQLNextToken, false },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
    { "Limit", &PositiveIntegerObject, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(ExecuteStatementInput)
static const struct model_member ParameterizedStatement_members[] = {
    { "Statement", &PartiQLStatement, true },
    { "Parameters", &PreparedStatementParameters, false },
    { "ReturnValuesOnConditionCheckFailure", &ReturnValuesOnConditionCheckFailure, false },
};
STRUCTURE(ParameterizedStatement)
LIST(ParameterizedStatements, ParameterizedStatement, 1, 100)
static const struct model_member ExecuteTransactionInput_members[] = {
    { "TransactStatements", &ParameterizedStatements, true },
    { "ClientRequestToken", &ClientRequestToken, false },
    { "ReturnConsumedCapacity", &ReturnConsumedCapacity, false },
};
STRUCTURE(ExecuteTransactionInput)
static const struct model_member GetResourcePolicyInput_members[] = {
    { "ResourceArn", &ResourceArnString, true },
};
STRUCTURE(GetResourcePolicyInput)
SCALAR(BackupsInputLimit, MODEL_INTEGER, 1, 100)
SCALAR(Moment, MODEL_LONG, INT64_MIN, INT64_MAX)
WORDS(BackupTypeFilter, "[USER, SYSTEM, AWS_BACKUP, ALL]")
static const struct model_member ListBackupsInput_members[] = {
    { "TableName", &TableNameFreely, false },
    { "Limit", &BackupsInputLimit, false },
    { "TimeRangeLowerBound", &Moment, false },
    { "TimeRangeUpperBound", &Moment, false },
    { "ExclusiveStartBackupArn", &BackupArn, false },
    { "BackupType", &BackupTypeFilter, false },
};
STRUCTURE(ListBackupsInput)
SCALAR(ListContributorInsightsLimit, MODEL_INTEGER, INT64_MIN, 100)
static const struct model_member ListContributorInsightsInput_members[] = {
    { "TableName", &TableNameFreely, false },
    { "NextToken", &NextTokenString, false },
    { "MaxResults", &ListContributorInsightsLimit, false },
};
STRUCTURE(ListContributorInsightsInput)
SCALAR(ListExportsMaxLimit, MODEL_INTEGER, 1, 25)
TEXT(ExportNextToken, 0, INT64_MAX)
static const struct model_member ListExportsInput_members[] = {
    { "TableArn", &TableNameFreely, false },
    { "MaxResults", &ListExportsMaxLimit, false },
    { "NextToken", &ExportNextToken, false },
};
STRUCTURE(ListExportsInput)
static const struct model_member ListGlobalTablesInput_members[] = {
    { "ExclusiveStartGlobalTableName", &TableName, false },
    { "Limit", &PositiveIntegerObject, false },
    { "RegionName", &RegionName, false },
};
STRUCTURE(ListGlobalTablesInput)
SCALAR(ListImportsMaxLimit, MODEL_INTEGER, 1, 25)
TEXT(ImportNextToken, 112, 1024)
static const struct model_member ListImportsInput_members[] = {
    { "TableArn", &TableNameFreely, false },
    { "PageSize", &ListImportsMaxLimit, false },
    { "NextToken", &ImportNextToken, false },
};
STRUCTURE(ListImportsInput)
SCALAR(ConfirmRemoveSelfResourceAccess, MODEL_BOOLEAN, 0, 1)
static const struct model_member PutResourcePolicyInput_members[] = {
    { "ResourceArn", &ResourceArnString, true },
    { "Policy", &ResourcePolicy, true },
    { "ExpectedRevisionId", &PolicyRevisionId, false },
    { "ConfirmRemoveSelfResourceAccess", &ConfirmRemoveSelfResourceAccess, false },
};
STRUCTURE(PutResourcePolicyInput)
static const struct model_member RestoreTableFromBackupInput_members[] = {
    { "TargetTableName", &TableName, true },
    { "BackupArn", &BackupArn, true },
    { "BillingModeOverride", &BillingMode, false },
    { "GlobalSecondaryIndexOverride", &GlobalSecondaryIndexList, false },
    { "LocalSecondaryIndexOverride", &LocalSecondaryIndexList, false },
    { "ProvisionedThroughputOverride", &ProvisionedThroughput, false },
    { "OnDemandThroughputOverride", &OnDemandThroughput, false },
    { "SSESpecificationOverride", &SSESpecification, false },
};
STRUCTURE(RestoreTableFromBackupInput)
SCALAR(BooleanObject, MODEL_BOOLEAN, 0, 1)
static const struct model_member RestoreTableToPointInTimeInput_members[] = {
    { "SourceTableArn", &TableNameFreely, false },
    { "SourceTableName", &TableName, false },
    { "TargetTableName", &TableName, true },
    { "UseLatestRestorableTime", &BooleanObject, false },
    { "RestoreDateTime", &Moment, false },
    { "BillingModeOverride", &BillingMode, false },
    { "GlobalSecondaryIndexOverride", &GlobalSecondaryIndexList, false },
    { "LocalSecondaryIndexOverride", &LocalSecondaryIndexList, false },
    { "ProvisionedThroughputOverride", &ProvisionedThroughput, false },
    { "OnDemandThroughputOverride", &OnDemandThroughput, false },
    { "SSESpecificationOverride", &SSESpecification, false },
};
STRUCTURE(RestoreTableToPointInTimeInput)
WORDS(ContributorInsightsAction, "[ENABLE, DISABLE]")
WORDS(ContributorInsightsMode, "[ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS]")
static const struct model_member UpdateContributorInsightsInput_members[] = {
    { "TableName", &TableNameFreely, true },
    { "IndexName", &IndexName, false },
    { "ContributorInsightsAction", &ContributorInsightsAction, true },
    { "ContributorInsightsMode", &ContributorInsightsMode, false },
};
STRUCTURE(UpdateContributorInsightsInput)
static const struct model_member UpdateKinesisStreamingConfiguration_members[] = {
    { "ApproximateCreationDateTimePrecision", &ApproximateCreationDateTimePrecision, false },
};
STRUCTURE(UpdateKinesisStreamingConfiguration)
static const struct model_member UpdateKinesisStreamingDestinationInput_members[] = {
    { "TableName", &TableNameFreely, true },
    { "StreamArn", &StreamArn, true },
    { "UpdateKinesisStreamingConfiguration", &UpdateKinesisStreamingConfiguration, false },
};
STRUCTURE(UpdateKinesisStreamingDestinationInput)

static const struct {
    const char *operation;
    const struct model *shape;
} operations[] = {
    { "BatchExecuteStatement", &BatchExecuteStatementInput },
    { "CreateBackup", &CreateBackupInput },
    { "CreateGlobalTable", &CreateGlobalTableInput },
    { "DeleteBackup", &DeleteBackupInput },
    { "DeleteResourcePolicy", &DeleteResourcePolicyInput },
    { "DescribeBackup", &DescribeBackupInput },
    { "DescribeContributorInsights", &DescribeContributorInsightsInput },
    { "DescribeExport", &DescribeExportInput },
    { "DescribeGlobalTable", &DescribeGlobalTableInput },
    { "DescribeGlobalTableSettings", &DescribeGlobalTableInput },
    { "DescribeImport", &DescribeImportInput },
    { "DescribeKinesisStreamingDestination", &DescribeKinesisStreamingDestinationInput },
    { "DisableKinesisStreamingDestination", &KinesisStreamingDestinationInput },
    { "EnableKinesisStreamingDestination", &KinesisStreamingDestinationInput },
    { "ExecuteStatement", &ExecuteStatementInput },
    { "ExecuteTransaction", &ExecuteTransactionInput },
    { "GetResourcePolicy", &GetResourcePolicyInput },
    { "ListBackups", &ListBackupsInput },
    { "ListContributorInsights", &ListContributorInsightsInput },
    { "ListExports", &ListExportsInput },
    { "ListGlobalTables", &ListGlobalTablesInput },
    { "ListImports", &ListImportsInput },
    { "PutResourcePolicy", &PutResourcePolicyInput },
    { "RestoreTableFromBackup", &RestoreTableFromBackupInput },
    { "RestoreTableToPointInTime", &RestoreTableToPointInTimeInput },
    { "UpdateContributorInsights", &UpdateContributorInsightsInput },
    { "UpdateGlobalTable", &UpdateGlobalTableInput },
    { "UpdateKinesisStreamingDestination", &UpdateKinesisStreamingDestinationInput },
};
// clang-format on

const struct model *keptrequests_model(const char *operation)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (text_is(operation, operations[i].operation)) {
            return operations[i].shape;
        }
    }
    return NULL;
}
