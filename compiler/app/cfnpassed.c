#include "compiler/app/cfnpassed.h"

#include <stddef.h>
#include <string.h>

#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/text.h"

/* A type, or all types of a service: what ends in ':' is their beginning. */
static const char *const passed_over[] = {
    "AWS::ApiGateway::", /* but for what cfnapi.h takes: stages, keys, accounts ... */
    "AWS::ApiGatewayV2::",
    "AWS::ApplicationAutoScaling::",
    "AWS::CDK::",
    "AWS::CertificateManager::",
    "AWS::CloudFormation::",
    "AWS::CloudTrail::",
    "AWS::CloudWatch::",
    "AWS::Config::",
    "AWS::EC2::EIP", /* networks: everything reaches everything here */
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::NetworkAclEntry",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::Events::EventBusPolicy",
    "AWS::IAM::",
    "AWS::KMS::",
    "AWS::Lambda::Alias",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::LayerVersionPermission",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::Logs::",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::Serverless::Application", /* its template is read */
    "AWS::Serverless::Connector",
    "AWS::Serverless::LayerVersion",
    "AWS::StepFunctions::StateMachineAlias",
    "AWS::StepFunctions::StateMachineVersion",
    "AWS::XRay::",
};

/* An authorizer of Lambda is asked by the routes that name it. */
static bool is_function(const struct doc_node *authorizer)
{
    static const char *const names[] = { "Type", "AuthorizerType" };
    bool is = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct doc_node *n = template_property(authorizer, names[i]);
        is = is || (n != NULL && (doc_is_text(n, "TOKEN") || doc_is_text(n, "REQUEST")));
    }
    return is;
}

bool cfn_is_passed_over(const struct doc_node *resource)
{
    const char *type = template_type(resource);
    if (text_ends_with(type, "Authorizer") && !is_function(resource)) {
        return false; /* it lets nobody in, or out */
    }
    for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++) {
        size_t size = strlen(passed_over[i]);
        bool is_service = passed_over[i][size - 1] == ':';
        if (strncmp(type, passed_over[i], size) == 0 && (is_service || type[size] == '\0')) {
            return true;
        }
    }
    return false;
}
