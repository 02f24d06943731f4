const dynamodb = require('aws-sdk/clients/dynamodb');
exports.settings = async () => dynamodb.settings;
