const sdk = require('aws-sdk');
exports.settings = async () => sdk.config.settings;
