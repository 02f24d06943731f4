// A function that uses the SDK's version 2.
const AWS = require('aws-sdk');
exports.call = async () => (await new AWS.DynamoDB().listTables().promise()).TableNames;
