#include "runtime/api/api.h"

#include <stddef.h>

#include "runtime/api/activity.h"
#include "runtime/api/aliasapi.h"
#include "runtime/api/machineapi.h"
#include "runtime/api/machinetell.h"
#include "runtime/api/mapapi.h"
#include "runtime/api/startexec.h"
#include "runtime/api/tagapi.h"
#include "runtime/api/tellexec.h"
#include "runtime/api/versionapi.h"

static api_function *const functions[OPERATIONS] = {
    [OPERATION_CreateActivity] = activity_create,
    [OPERATION_CreateStateMachine] = machineapi_create,
    [OPERATION_CreateStateMachineAlias] = aliasapi_create,
    [OPERATION_DeleteActivity] = activity_delete,
    [OPERATION_DeleteStateMachine] = machineapi_delete,
    [OPERATION_DeleteStateMachineAlias] = aliasapi_delete,
    [OPERATION_DeleteStateMachineVersion] = versionapi_delete,
    [OPERATION_DescribeActivity] = activity_describe,
    [OPERATION_DescribeExecution] = tellexec_describe,
    [OPERATION_DescribeMapRun] = mapapi_describe,
    [OPERATION_DescribeStateMachine] = machinetell_describe,
    [OPERATION_DescribeStateMachineAlias] = aliasapi_describe,
    [OPERATION_DescribeStateMachineForExecution] = machinetell_execution,
    [OPERATION_GetActivityTask] = activity_task,
    [OPERATION_GetExecutionHistory] = tellexec_history,
    [OPERATION_ListActivities] = activity_list,
    [OPERATION_ListExecutions] = tellexec_list,
    [OPERATION_ListMapRuns] = mapapi_list,
    [OPERATION_ListStateMachineAliases] = aliasapi_list,
    [OPERATION_ListStateMachineVersions] = versionapi_list,
    [OPERATION_ListStateMachines] = machinetell_list,
    [OPERATION_ListTagsForResource] = tagapi_list,
    [OPERATION_PublishStateMachineVersion] = versionapi_publish,
    [OPERATION_RedriveExecution] = startexec_redrive,
    [OPERATION_SendTaskFailure] = activity_failure,
    [OPERATION_SendTaskHeartbeat] = activity_heartbeat,
    [OPERATION_SendTaskSuccess] = activity_success,
    [OPERATION_StartExecution] = startexec_start,
    [OPERATION_StartSyncExecution] = startexec_sync,
    [OPERATION_StopExecution] = startexec_stop,
    [OPERATION_TagResource] = tagapi_tag,
    [OPERATION_UntagResource] = tagapi_untag,
    [OPERATION_UpdateMapRun] = mapapi_update,
    [OPERATION_UpdateStateMachine] = machineapi_update,
    [OPERATION_UpdateStateMachineAlias] = aliasapi_update,
};

api_function *api_of(enum operation o)
{
    return functions[o];
}
