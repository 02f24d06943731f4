// How things are written: times, durations, JSON.

const pad = (n, size = 2) => String(n).padStart(size, '0');

// "2026-11-29 17:53:05", in local time; `seconds` since 1970, as AWS gives it.
export function date(seconds) {
    const d = new Date(seconds * 1000);
    return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${clock(seconds)}`;
}

// "17:53:05", with milliseconds where they are wanted.
export function clock(seconds, isExact) {
    const d = new Date(Math.round(seconds * 1000));
    const text = `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`;
    return isExact ? `${text}.${pad(d.getMilliseconds(), 3)}` : text;
}

// "85 ms", "2.35 s", "3 min 20 s", "5 h 2 min", "3 d 4 h".
export function duration(seconds) {
    const ms = Math.max(0, Math.round(seconds * 1000));
    if (ms < 1000) {
        return `${ms} ms`;
    }
    if (ms < 60000) {
        return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
    }
    const s = Math.floor(ms / 1000), m = Math.floor(s / 60), h = Math.floor(m / 60);
    return h >= 24 ? `${Math.floor(h / 24)} d ${h % 24} h` : h > 0 ? `${h} h ${m % 60} min` : `${m} min ${s % 60} s`;
}

export const number = (n) => n.toLocaleString('en');

export const plural = (n, word, isMore = false) => `${number(n)}${isMore ? '+' : ''} ${word}${n === 1 && !isMore ? '' : 's'}`;

const NOT_IN_NAMES = '< > { } [ ] ? * " # % \\ ^ | ~ ` $ & , ; : /';

// What an execution's name may not have, by AWS's list; "" if it has none of it.
export function nameFault(name) {
    const [bad] = /[ <>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/u.exec(name) ?? [];
    const shown = bad === ' ' ? 'a space' : bad < ' ' || bad > '~' ? 'a control character' : `“${bad}”`;
    return bad === undefined ? '' : `A name cannot have ${shown}, nor any of ${NOT_IN_NAMES}${bad === ' ' ? '' : ', or a space'}.`;
}

// The last part of an ARN.
export const lastOf = (arn) => arn.slice(arn.lastIndexOf(':') + 1);

// "StateMachineDoesNotExist" as "State Machine Does Not Exist".
export const spaced = (word) => word.replace(/([a-z])([A-Z])/g, '$1 $2');

const MOST_LAID_OUT = 2_000_000; // characters
const MOST_IN_LINE = 4000;
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/gsy;

// Long lines in parts, so that no line is longer than a browser draws at once.
function cut(lines) {
    return lines.some((line) => line.length > MOST_IN_LINE)
        ? lines.flatMap((line) => line.length > MOST_IN_LINE
            ? line.match(new RegExp(`.{1,${MOST_IN_LINE}}`, 'gsu')) : [line])
        : lines;
}

const TOKENS_AT_ONCE = 256;

// Lay out JSON with an indent of two, without reading its values: numbers stay as they were written. Its value at the end is
// its lines, and `ranges`, where each state of a definition stands: name to [first line, last line], from 0. What is not JSON
// is left as it is. Between two of its steps, which are short, the caller may pause.
export function* layOutInSteps(text) {
    const isJson = text.length <= MOST_LAID_OUT && isValid(text);
    return isJson ? yield* layOutJson(text) : { lines: cut(text.split('\n')), ranges: new Map() };
}

// The same in one piece.
export function layOut(text) {
    const steps = layOutInSteps(text);
    for (;;) {
        const { done, value } = steps.next();
        if (done) {
            return value;
        }
    }
}

function isValid(text) {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

const MACHINES = ['"ItemProcessor"', '"Iterator"'];

// What an object or an array is in a definition, within the level that it is a member of: a machine, its states, one of
// them, the branches of a Parallel. Elsewhere, such as in parameters, nothing is a state.
function roleOf(level, isObject) {
    const key = level?.key;
    return {
        name: isObject && level?.isStates ? JSON.parse(key) : null,
        isMachine: isObject && (!level || level.isBranches || (level.name !== null && MACHINES.includes(key))),
        isStates: isObject && Boolean(level?.isMachine) && key === '"States"',
        isBranches: !isObject && level !== undefined && level.name !== null && key === '"Branches"',
    };
}

function* layOutJson(text) {
    const lines = [], ranges = new Map(), levels = [], tokens = new RegExp(TOKEN);
    let line = '', last = '', key = null, count = 0;
    const begin = () => {
        lines.push(line);
        line = '  '.repeat(levels.length);
    };
    for (;;) {
        if (++count % TOKENS_AT_ONCE === 0) {
            yield;
        }
        const token = tokens.exec(text)?.[1];
        if (token === undefined) {
            break;
        }
        const level = levels.at(-1);
        if (token === '}' || token === ']') {
            levels.pop();
            if (last !== '{' && last !== '[') {
                begin();
            }
            line += token;
            if (level.name !== null) {
                ranges.set(level.name, [level.line, lines.length]);
            }
        } else {
            if (last === ',' || last === '{' || last === '[') {
                begin();
            }
            if (token === ',') {
                line += ',';
            } else if (token === ':') {
                line += ': ';
                level.key = key;
            } else {
                line += token;
                if (token === '{' || token === '[') {
                    levels.push({ ...roleOf(level, token === '{'), line: lines.length, key: null });
                } else {
                    key = token;
                }
            }
        }
        last = token;
    }
    lines.push(line);
    return { lines: cut(lines), ranges };
}
