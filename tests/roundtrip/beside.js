// beside.js ROUNDTRIP JSONATA FILE... - evaluates the cases of each file (cases.h) by jsonata 2.0.6 from npm as well as by
// `ROUNDTRIP eval`, and prints what differs. Values must be equal, and errors must have the same code. What is passed over:
// expressions for which jsonata ends with an error of JavaScript, without a code; evaluations more than 100 deep, where
// AWS has a bound of its own; and which of two errors is found first in an array or an object, the parts of which jsonata
// evaluates side by side; and functions in a result, which are refused here.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');

const [, , roundtrip, folder, ...files] = process.argv;
const jsonata = require(path.resolve(folder));
const DEEP = 'deeper than AWS goes';

// A value as JSON, if no function is in it; numbers that JSON has not are texts (J-14).
function shown(value) {
  const isFunction = (v) => typeof v === 'function' || (v && (v._jsonata_lambda || v._jsonata_function));
  let has = false;
  const put = (v) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v);
  const text = JSON.stringify(value, (key, v) => (isFunction(v) ? ((has = true), '') : put(v)));
  return has ? 'a function' : text;
}

async function ask(one) {
  let depth = 0;
  try {
    const expression = jsonata(one.expr);
    expression.assign(Symbol.for('jsonata.__evaluate_entry'), async () => {
      if (++depth > 100) throw { code: DEEP };
    });
    expression.assign(Symbol.for('jsonata.__evaluate_exit'), async () => { depth--; });
    const value = await expression.evaluate(one.data, one.bindings || {});
    return value === undefined ? 'is undefined' : shown(value);
  } catch (error) {
    return error.code || null;
  }
}

const isCode = (text) => /^[STDU]\d{4}$/.test(text);

function agree(wanted, got) {
  if (wanted.startsWith('S0')) return got === 'is no expression';
  if (isCode(wanted)) return got.startsWith(`${wanted}: `);
  if (wanted === got) return true;
  try {
    require('assert').deepStrictEqual(JSON.parse(got), JSON.parse(wanted));
    return true;
  } catch (error) {
    return false;
  }
}

async function compare(file) {
  const lines = execFileSync(roundtrip, ['eval', file], { maxBuffer: 1 << 28 }).toString().split('\n');
  let same = 0, passedOver = 0, different = 0;
  for (const text of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const one = JSON.parse(text);
    const got = lines.shift().replace(/^\d+ /, '');
    const wanted = await ask(one);
    const mayHaveTwo = /,/.test(one.expr) && isCode(wanted) && isCode(got.slice(0, 5)) && !got.startsWith(wanted);
    if (wanted === null || wanted === DEEP || wanted === 'a function' || mayHaveTwo) {
      passedOver++;
    } else if (agree(wanted, got)) {
      same++;
    } else {
      different++;
      if (different <= 20) console.log(`${one.expr}\n  jsonata: ${wanted}\n  here:    ${got}`);
    }
  }
  console.log(`${path.basename(file)}: ${same} equal, ${different} different, ${passedOver} passed over`);
  return different;
}

(async () => {
  let different = 0;
  for (const file of files) different += await compare(file);
  process.exit(different > 0 ? 1 : 0);
})();
