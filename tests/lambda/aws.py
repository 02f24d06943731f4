# A function that uses boto3.
import boto3


def call(event, context):
    tables = boto3.client("dynamodb").list_tables()["TableNames"]
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    return [tables, boto3.client("stepfunctions").start_sync_execution(stateMachineArn=machine)["status"]]
