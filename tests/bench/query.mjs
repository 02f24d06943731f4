// query.mjs JSONATA FILE SECONDS - the same as query.c does, by jsonata from npm: it reads the expression once.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [, , folder, file, seconds] = process.argv;
const jsonata = createRequire(import.meta.url)(path.resolve(folder));

async function measure(expression, data) {
  let best = 0, turns = 1;
  for (let round = 0; round < 5;) {
    const before = process.hrtime.bigint();
    for (let i = 0; i < turns; i++) await expression.evaluate(data, { states: { input: data } });
    const ns = Number(process.hrtime.bigint() - before);
    if (ns < seconds * 1e8) {
      turns *= 2;
      continue;
    }
    best = round === 0 || ns / turns < best ? ns / turns : best;
    round++;
  }
  return best;
}

for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) {
  const { name, expr, data } = JSON.parse(line);
  const expression = jsonata(expr);
  const result = await expression.evaluate(data, { states: { input: data } });
  console.log([name, Math.round(await measure(expression, data)), JSON.stringify(result)].join('\t'));
}
