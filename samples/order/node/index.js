// The two tasks of order.asl.json as Lambda functions. What they log goes to standard error.

// What was ordered goes into the answer as it came.
function answer(order, status, message) {
  const details = {};
  for (const key of ["id", "customer", "date", "amount"]) {
    if (key in order) {
      details[key] = order[key];
    }
  }
  details.status = status;
  return { message, order: details };
}

exports.confirm = async (order) => {
  console.log("confirming", order.id);
  if (!("id" in order)) {
    const error = new Error("An order without an id cannot be confirmed.");
    error.name = "Order.NoId";
    throw error;
  }
  return answer(order, "confirmed", "Thank you. Your order is on its way to the warehouse.");
};

exports.turnDown = async (order) => {
  console.log("turning down", order.id);
  return answer(order, "turned down", "We are sorry: the payment did not go through.");
};
