// What runtime/console's modules make of histories and of JSON.
import assert from 'node:assert/strict';
import { layOut, layOutInSteps, duration, nameFault, plural } from '../../runtime/console/text.js';
import { Search } from '../../runtime/console/search.js';
import { Trace, iterationOf, stateOf, statesOf, tokenOf } from '../../runtime/console/trace.js';

let checks = 0;
const same = (got, wanted, name) => {
    assert.deepEqual(got, wanted, name);
    checks++;
};

// A history of lines "TYPE PREVIOUS DETAILS"; an event a second.
function trace(...lines) {
    const t = new Trace();
    lines.forEach((line, i) => {
        const [type, previous, ...rest] = line.split(' ');
        const details = rest.length > 0 ? { xEventDetails: JSON.parse(rest.join(' ')) } : {};
        t.add({ id: i + 1, previousEventId: Number(previous), type, timestamp: i, ...details });
    });
    return t;
}
const shown = (visit) => `${visit.name}${visit.index ?? ''}:${visit.status}` +
    (visit.children.length > 0 ? `(${visit.children.map(shown).join(' ')})` : '');

const retried = ['ExecutionStarted 0 {"input": "1"}', 'TaskStateEntered 0 {"name": "A", "input": "1"}', 'TaskScheduled 2 {"resource": "r"}',
                 'TaskFailed 3 {"error": "Busy"}', 'TaskScheduled 4 {"resource": "r"}', 'TaskStarted 5'];
{
    const t = trace(...retried);
    same(shown(t.root), ':running(A:running)', 'under way');
    same(t.visits[0].attempts.map((a) => [a.start, a.end, a.status, a.error]),
         [[2, 3, 'failed', 'Busy'], [4, null, 'running', null]], 'attempts');
}
{
    const t = trace(...retried, 'TaskSucceeded 6 {"output": "2"}', 'TaskStateExited 7 {"name": "A", "output": "2"}',
                    'PassStateEntered 8 {"name": "B"}', 'PassStateExited 9 {"name": "B", "output": "3"}', 'ExecutionSucceeded 10 {"output": "3"}');
    same(shown(t.root), ':succeeded(A:succeeded B:succeeded)', 'a retry that goes well');
    same([...t.moves], ['\nA', 'A\nB', 'B\n'], 'moves');
    same(t.open.size, 0, 'nothing is open');
}
same(shown(trace(...retried, 'TaskFailed 6 {"error": "Busy"}', 'TaskStateExited 7 {"name": "A"}').root), ':running(A:caught)', 'caught');
{
    const t = trace(...retried, 'TaskFailed 6 {"error": "Bad"}', 'ExecutionFailed 7 {"error": "Bad"}');
    same(shown(t.root), ':failed(A:failed)', 'failed');
    t.add({ id: 9, previousEventId: 8, type: 'ExecutionRedriven', timestamp: 20 });
    t.add({ id: 10, previousEventId: 9, type: 'TaskScheduled', timestamp: 21 });
    same(shown(t.root), ':running(A:running)', 'redriven');
    t.add({ id: 11, previousEventId: 10, type: 'TaskSucceeded', timestamp: 22 });
    t.add({ id: 12, previousEventId: 11, type: 'TaskStateExited', timestamp: 22, xEventDetails: { name: 'A' } });
    t.add({ id: 13, previousEventId: 12, type: 'ExecutionSucceeded', timestamp: 22 });
    same(shown(t.root), ':succeeded(A:succeeded)', 'redriven and done');
    same(t.visits[0].attempts.length, 3, 'its attempts');
}
same(shown(trace(...retried, 'ExecutionAborted 6').root), ':aborted(A:aborted)', 'stopped');
same(shown(trace(...retried, 'TaskStateAborted 6', 'ExecutionTimedOut 7').root), ':timedout(A:aborted)', 'timed out');

const inner = ['ExecutionStarted 0', 'ParallelStateEntered 0 {"name": "P"}', 'ParallelStateStarted 2', 'MapStateEntered 3 {"name": "M"}',
               'MapStateStarted 4 {"length": 2}', 'MapIterationStarted 5 {"name": "M", "index": 0}',
               'MapIterationStarted 5 {"name": "M", "index": 1}', 'WaitStateEntered 3 {"name": "W"}',
               'PassStateEntered 6 {"name": "I"}', 'PassStateExited 9 {"name": "I"}', 'MapIterationSucceeded 10 {"name": "M", "index": 0}',
               'FailStateEntered 7 {"name": "F"}'];
{
    const t = trace(...inner);
    same(shown(t.root), ':running(P:running(M:running(M0:succeeded(I:succeeded) M1:running(F:failed)) W:running))', 'in each other');
    same(['I', 'W'].map((name) => iterationOf(t.byName.get(name)[0])), ['M #0', ''], 'in which iteration');
    same([...t.moves], ['\nP', 'P\nM', 'P\nW', 'M\nI', 'M\nF'], 'moves into boxes');
    same(stateOf(t.byName.get('I')), 'succeeded', 'of a name');
    same(stateOf([]), null, 'not entered');
}
{
    const t = trace(...inner, 'MapIterationFailed 12 {"name": "M", "index": 1}', 'MapStateFailed 13', 'ParallelStateFailed 14',
                    'ParallelStateExited 15 {"name": "P", "output": "{}"}', 'PassStateEntered 16 {"name": "Z"}');
    same(shown(t.root), ':running(P:caught(M:failed(M0:succeeded(I:succeeded) M1:failed(F:failed)) W:aborted) Z:running)', 'a Parallel that is caught');
    same(t.visitOf(t.events.at(-1)).parent, t.root, 'what follows lies beside it');
}

// ---- What fails beside others, and what a redrive makes of it. The histories are as a server tells them.

const beside = ['ExecutionStarted 0', 'ParallelStateEntered 1 {"name": "P"}', 'ParallelStateStarted 2', 'TaskStateEntered 3 {"name": "L"}',
                'LambdaFunctionScheduled 4 {"resource": "r", "input": "1"}', 'WaitStateEntered 3 {"name": "W"}', 'TaskStateEntered 3 {"name": "S"}',
                'LambdaFunctionScheduled 7 {"resource": "r", "input": "1"}', 'PassStateEntered 3 {"name": "Q"}', 'PassStateExited 9 {"name": "Q"}',
                'LambdaFunctionStarted 5', 'LambdaFunctionStarted 8', 'LambdaFunctionFailed 11 {"error": "Bad"}', 'TaskStateAborted 13',
                'WaitStateAborted 13', 'TaskStateAborted 13', 'ParallelStateFailed 13', 'ExecutionFailed 17 {"error": "Bad"}'];
const attemptsOf = (t, name) => t.byName.get(name).map((v) => v.attempts.map((a) => a.status).join(' '));
{
    const t = trace(...beside);
    same(shown(t.root), ':failed(P:failed(L:failed W:aborted S:aborted Q:succeeded))', 'what has failed is what stopped the others');
    same(t.byName.get('L')[0].error, 'Bad', 'its error');
    same([14, 15, 16].map((id) => t.visitOf({ id }).name), ['L', 'W', 'S'], 'what was stopped');
    // Both tasks are the same function with the same input: only their ends tell which is which.
    const again = [...beside, 'ExecutionRedriven 18 {"redriveCount": 1}', 'LambdaFunctionScheduled 19 {"resource": "r", "input": "1"}',
                   'LambdaFunctionScheduled 19 {"resource": "r", "input": "1"}', 'LambdaFunctionStarted 20', 'LambdaFunctionStarted 21',
                   'LambdaFunctionSucceeded 23'];
    const now = trace(...again);
    same(shown(now.root), ':running(P:running(L:running W:running S:running Q:succeeded))', 'all of it goes on');
    same(now.visitOf({ id: 24 }).name, 'P', 'where it lies is known');
    const exit = [...again, 'TaskStateExited 24 {"name": "S"}', 'PassStateEntered 25 {"name": "S2"}'];
    const later = trace(...exit);
    same(shown(later.root), ':running(P:running(L:running W:running S:succeeded Q:succeeded S2:running))', 'a name tells');
    same([later.visitOf({ id: 20 }).name, later.visitOf({ id: 21 }).name], ['L', 'S'], 'and by that of the other');
    same(['L', 'S'].map((name) => attemptsOf(later, name)), [['failed running'], ['aborted succeeded']], 'new attempts');
    const done = trace(...exit, 'PassStateExited 26 {"name": "S2"}', 'LambdaFunctionSucceeded 22', 'TaskStateExited 28 {"name": "L"}',
                       'WaitStateExited 6 {"name": "W"}', 'ParallelStateSucceeded 30', 'ParallelStateExited 30 {"name": "P"}', 'ExecutionSucceeded 32');
    same(shown(done.root), ':succeeded(P:succeeded(L:succeeded W:succeeded S:succeeded Q:succeeded S2:succeeded))', 'redriven and done');
    same(done.open.size, 0, 'nothing is open after a redrive');
    const worse = trace(...again, 'LambdaFunctionFailed 22 {"error": "Worse"}', 'TaskStateAborted 25', 'ParallelStateFailed 25',
                        'ExecutionFailed 27 {"error": "Worse"}');
    same([shown(worse.root), worse.visits[0].error], [':failed(P:failed(L:aborted W:aborted S:aborted Q:succeeded))', 'Worse'],
         'what cannot be told is not said of one');
}
{
    const other = beside.map((line) => line.replace('7 {"resource": "r", "input": "1"}', '7 {"resource": "s", "input": "1"}'));
    const t = trace(...other, 'ExecutionRedriven 18', 'LambdaFunctionScheduled 19 {"resource": "s", "input": "1"}', 'LambdaFunctionScheduled 19 {"resource": "r", "input": "1"}',
                    'LambdaFunctionStarted 21', 'LambdaFunctionFailed 22 {"error": "Worse"}', 'TaskStateAborted 23', 'WaitStateAborted 23', 'TaskStateAborted 23',
                    'ParallelStateFailed 23', 'ExecutionFailed 27 {"error": "Worse"}');
    same(shown(t.root), ':failed(P:failed(L:failed W:aborted S:aborted Q:succeeded))', 'a resource tells');
    same([attemptsOf(t, 'L'), attemptsOf(t, 'S'), t.visits[0].error], [['failed failed'], ['aborted aborted'], 'Worse'], 'its attempts');
    const input = trace(...beside.map((line) => line.replace('7 {"resource": "r", "input": "1"}', '7 {"resource": "r", "input": "2"}')),
                        'ExecutionRedriven 18', 'LambdaFunctionScheduled 19 {"resource": "r", "input": "2"}');
    same(input.visitOf({ id: 20 }).name, 'S', 'an input tells');
}
{
    const items = ['ExecutionStarted 0', 'MapStateEntered 0 {"name": "M"}', 'MapStateStarted 2 {"length": 3}',
                   ...[0, 1, 2].map((i) => `MapIterationStarted 3 {"name": "M", "index": ${i}}`),
                   ...[4, 5, 6].flatMap((id, i) => [`TaskStateEntered ${id} {"name": "Pack"}`, `LambdaFunctionScheduled ${7 + 2 * i} {"resource": "r", "input": "1"}`]),
                   'LambdaFunctionFailed 10 {"error": "Bad"}', 'MapIterationFailed 13 {"name": "M", "index": 1}', 'TaskStateAborted 13',
                   'MapIterationAborted 13 {"name": "M", "index": 2}', 'TaskStateAborted 13', 'MapIterationAborted 13 {"name": "M", "index": 0}',
                   'TaskStateAborted 13', 'MapStateFailed 13', 'ExecutionFailed 20 {"error": "Bad"}'];
    const t = trace(...items);
    same(shown(t.root), ':failed(M:failed(M0:aborted(Pack:aborted) M1:failed(Pack:failed) M2:aborted(Pack:aborted)))', 'the item that has failed');
    same(stateOf(t.byName.get('Pack')), 'failed', 'is what counts');
    same([15, 16, 17, 18, 19].map((id) => t.visitOf({ id }).parent.index ?? t.visitOf({ id }).index), [1, 2, 2, 0, 0], 'of which item the end is');
    const again = trace(...items, 'ExecutionRedriven 21', ...[0, 1, 2].map(() => 'LambdaFunctionScheduled 22 {"resource": "r", "input": "1"}'),
                        'LambdaFunctionSucceeded 25', 'TaskStateExited 26 {"name": "Pack"}', 'PassStateEntered 27 {"name": "Post"}',
                        'PassStateExited 28 {"name": "Post"}', 'MapIterationSucceeded 29 {"name": "M", "index": 1}',
                        'LambdaFunctionFailed 23 {"error": "Worse"}', 'MapIterationFailed 31 {"name": "M", "index": 2}');
    same(shown(again.root), ':running(M:running(M0:running(Pack:running) M1:succeeded(Pack:succeeded Post:succeeded) M2:failed(Pack:failed)))',
         'an index tells');
    same(attemptsOf(again, 'Pack'), ['aborted running', 'failed succeeded', 'aborted failed'], 'attempts of items');
}
{
    const t = trace('ExecutionStarted 0', 'FailStateEntered 0 {"name": "F"}', 'ExecutionFailed 2 {"error": "E"}', 'ExecutionRedriven 3', 'ExecutionFailed 4 {"error": "E"}');
    same(shown(t.root), ':failed(F:failed)', 'a Fail state is redriven');
}
same(shown(trace('ExecutionStarted 0', 'ParallelStateEntered 0 {"name": "P"}', 'ParallelStateStarted 2', 'TaskStateEntered 3 {"name": "A"}', 'TaskScheduled 4',
                 'TaskSucceeded 5', 'TaskStateAborted 6', 'ParallelStateFailed 6').root), ':running(P:running(A:failed))', 'a result that does not fit');
same(shown(trace('ExecutionStarted 0', 'ParallelStateEntered 0 {"name": "P"}', 'ParallelStateStarted 2', 'TaskStateEntered 3 {"name": "A"}',
                 'ParallelStateEntered 3 {"name": "Q"}', 'ParallelStateStarted 5', 'WaitStateEntered 6 {"name": "W"}', 'TaskScheduled 4 {"resource": "r"}',
                 'TaskTimedOut 8 {"error": "States.Timeout"}', 'TaskStateAborted 9', 'WaitStateAborted 9', 'ParallelStateAborted 9',
                 'ParallelStateFailed 9', 'ParallelStateExited 13 {"name": "P"}').root), ':running(P:caught(A:failed Q:aborted(W:aborted)))', 'a box that is stopped');

// ---- Tokens

const waits = (parameters, state) => tokenOf({ parameters: JSON.stringify(parameters) }, state);
same(waits({ a: [{ b: 'T' }] }, { Parameters: { a: [{ 'b.$': '$$.Task.Token' }] } }), 'T', 'by its path');
same(waits({ a: 'T' }, { Arguments: { a: '{% $states.context.Task.Token %}' } }), 'T', 'in JSONata');
same(waits({ a: 'x-T-y' }, { Parameters: { 'a.$': "States.Format('x-{}-y', $$.Task.Token)" } }), 'T', 'in a text around it');
same(waits({ Payload: { taskToken: 'T' } }), 'T', 'by its name');
same(waits({ a: 1 }), '', 'not there');
same(tokenOf({ parameters: null }), '', 'no parameters');

// ---- Searches

{
    const items = Array.from({ length: 1000 }, (_, i) => i);
    const search = await new Promise((done) => {
        const s = new Search(items, (n) => n % 100 === 0, () => s.isOver && done(s));
        s.goOn();
    });
    same(search.found, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900], 'all of a list');
    search.putFirst([-100, -1], [-100, -1, ...items]);
    same([search.found.slice(0, 2), search.isOver], [[-100, 0], true], 'what comes in front');
    same(new Search(items, () => true, () => {}).isOver, false, 'not begun');
}

// ---- Definitions

const machine = '{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"States":{"B":{"n":1}}},"Next":"M"},' +
    '"M":{"Type":"Map","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}},"End":true}}}';
{
    const { lines, ranges } = layOut(machine);
    same(lines, JSON.stringify(JSON.parse(machine), null, 2).split('\n'), 'laid out');
    same([...ranges.keys()].sort(), ['A', 'B', 'M'], 'its states');
    same(lines[ranges.get('B')[0]].trim(), '"B": {', 'where one begins');
    same(ranges.get('B')[0] > ranges.get('M')[0], true, 'not in the parameters');
    same([...statesOf(JSON.parse(machine))].map(([name, s]) => [name, s.depth]), [['A', 0], ['M', 0], ['B', 1]], 'how deep');
}
same(layOut('[12345678901234567890,1.0,{},[]]').lines, ['[', '  12345678901234567890,', '  1.0,', '  {},', '  []', ']'], 'numbers stay');
same(layOut(' [ 1 ,\n{"a" : "b c"} ] ').lines, ['[', '  1,', '  {', '    "a": "b c"', '  }', ']'], 'what was spaced otherwise');
{
    const long = JSON.stringify(Array.from({ length: 2000 }, (_, i) => i)), steps = layOutInSteps(long);
    let count = 0, step;
    for (; !(step = steps.next()).done; count++);
    same(count > 10, true, 'a long text takes many steps');
    same(step.value.lines, JSON.stringify(JSON.parse(long), null, 2).split('\n'), 'and comes out as in one');
}
same(layOut('no JSON').lines, ['no JSON'], 'what is not JSON');
same([0.085, 2.35, 12.34, 200, 18120, 273600].map(duration), ['85 ms', '2.35 s', '12.3 s', '3 min 20 s', '5 h 2 min', '3 d 4 h'], 'durations');
same([plural(1, 'event'), plural(2, 'event'), plural(1, 'event', true), plural(1000, 'event')], ['1 event', '2 events', '1+ events', '1,000 events'], 'how many');
same(['', 'a-b_C.9+ü(x)', 'Bestellung\u00a01'].map(nameFault), ['', '', ''], 'names');
same([...' <>{}[]?*"#%\\^|~`$&,;:/\u0007\u0085'].filter((c) => !nameFault(`a${c}b`)), [], 'what a name may not have');
same(nameFault('erste Bestellung').startsWith('A name cannot have a space, nor any of < >'), true, 'what is wrong with a name');
same(nameFault('a b').endsWith(' : /.') && nameFault('a/b').endsWith(' : /, or a space.'), true, 'what else it may not have');
console.log(`${checks} checks`);
