# What `make demo` shows.
say "This is the workflow, in Amazon States Language:"
show cat samples/order/order.asl.json
say "Its two tasks are Lambda functions in Node:"
show cat samples/order/node/index.js
say "This says which function does which task:"
show cat samples/order/node.tasks.json
say "Compile the workflow to one executable:"
show build/aslc samples/order/order.asl.json --tasks samples/order/node.tasks.json -o "$folder/order"
show ls -lh "$folder/order"
say "This is its input:"
show cat samples/order/input.json
say "Run it; the last line is the answer, on standard output:"
show "$folder/order" --trace --input-file samples/order/input.json
