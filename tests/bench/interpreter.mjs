// A definition on npm aws-local-stepfunctions, warm: answers each line of standard input, an execution's input,
// with a line, its output. Tasks are functions in the same process. Run where the package is installed:
//   node interpreter.mjs DEFINITION
// or runs one file's input again and again, from a JavaScript object to a JavaScript object, without any text, and prints
// the nanoseconds that a run takes, the least of 7 rounds of RUNS each:
//   node interpreter.mjs DEFINITION RUNS INPUT
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
const run = (input) => machine.run(input, { overrides: { taskResourceLocalHandlers } }).result;

async function time(runs, input) {
  let least = Infinity;
  for (let i = 0; i < runs; i++) await run(input); // the warm-up
  for (let round = 0; round < 7; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < runs; i++) await run(input);
    least = Math.min(least, Number(process.hrtime.bigint() - start) / runs);
  }
  return Math.round(least);
}

if (process.argv.length === 5) {
  console.log(await time(Number(process.argv[3]), JSON.parse(fs.readFileSync(process.argv[4]))));
} else {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await run(JSON.parse(line))) + '\n');
  }
}
