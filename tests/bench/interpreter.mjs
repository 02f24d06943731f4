// A definition on npm aws-local-stepfunctions, warm: answers each line of standard input, an execution's input,
// with a line, its output. Tasks are functions in the same process. Run where the package is installed:
//   node interpreter.mjs DEFINITION
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';

// Newer Nodes have it; the package counts on it.
Promise.withResolvers ??= () => {
  const all = {};
  all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject }));
  return all;
};

const { StateMachine } = createRequire(path.join(process.env.NODE_FOLDER ?? '.', 'x.js'))('aws-local-stepfunctions');
const functions = {
  ship_order: (order) => ({ orderId: order.orderId, status: 'SHIPPED', charged: order.amount + 100 }),
};

const definition = JSON.parse(fs.readFileSync(process.argv[2]));
const taskResourceLocalHandlers = {};
for (const [name, state] of Object.entries(definition.States)) {
  if (state.Type === 'Task') {
    taskResourceLocalHandlers[name] = functions[state.Resource.split(':').at(-1)];
  }
  if (state.ItemProcessor) {
    // It knows the field by its older name.
    const { ProcessorConfig, ...machine } = state.ItemProcessor;
    state.Iterator = machine;
    delete state.ItemProcessor;
  }
}

const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
for await (const line of readline.createInterface({ input: process.stdin })) {
  const output = await machine.run(JSON.parse(line), { overrides: { taskResourceLocalHandlers } }).result;
  process.stdout.write(JSON.stringify(output) + '\n');
}
