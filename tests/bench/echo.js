// The function that calls.mjs calls.
exports.handler = async (event) => event
