// The dialogs: what changes something at the server asks first.
import { useState } from 'preact/hooks';
import { access, ask } from './api.js';
import { Payload } from './code.jsx';
import { Dialog, Field, jsonFault, news } from './parts.jsx';
import { toExecution } from './route.js';
import { nameFault } from './text.js';

export function TokenDialog() {
    return (
        <Dialog title="This server asks for its token" action="Go on" stays onClose={() => {}}
                submit={async (form) => access.give(form.get('token').trim())}>
            {access.token && <p class="error" role="alert">The last token was not the right one.</p>}
            <Field label="Token" name="token" isSecret required hint="What stands in the file of --token. It stays in this tab." />
        </Dialog>
    );
}

// ---- Start

const inputKey = (arn) => `input ${arn}`;

// The input that somebody would start from: the last that was typed here, or that of the newest execution.
export async function lastInput(machine) {
    const kept = localStorage.getItem(inputKey(machine.stateMachineArn));
    if (kept !== null || machine.type === 'EXPRESS') {
        return kept ?? '{}';
    }
    const { executions } = await ask('ListExecutions', { stateMachineArn: machine.stateMachineArn, maxResults: 1 });
    const newest = executions[0] && await ask('DescribeExecution', { executionArn: executions[0].executionArn });
    return newest?.input ?? '{}';
}

function keepInput(arn, input) {
    try {
        localStorage.setItem(inputKey(arn), input);
    } catch {
        // There is no more room, or the browser keeps nothing: then it is not at hand the next time.
    }
}

// What an Express execution has answered: there is no execution to look at later.
function SyncAnswer({ answer, onClose }) {
    return (
        <Dialog title={answer.status === 'SUCCEEDED' ? 'It has succeeded' : `It has ended: ${answer.status}`} action="Close"
                isTold onClose={onClose} submit={async () => {}}>
            <Payload name="Output" text={answer.output} most={14} />
            {answer.error !== undefined && <p class="error">{answer.error}</p>}
            <Payload name="Cause" text={answer.cause} most={10} />
        </Dialog>
    );
}

export function StartDialog({ machine, input, onClose }) {
    const [answer, setAnswer] = useState(null);
    const isExpress = machine.type === 'EXPRESS';
    const arn = machine.stateMachineArn;
    if (answer) {
        return <SyncAnswer answer={answer} onClose={onClose} />;
    }
    const submit = async (form) => {
        const text = form.get('input').trim() || '{}', name = form.get('name').trim() || undefined;
        keepInput(arn, text);
        const started = await ask(isExpress ? 'StartSyncExecution' : 'StartExecution', { stateMachineArn: arn, name, input: text });
        if (isExpress) {
            setAnswer(started);
            return false;
        }
        location.hash = toExecution(started.executionArn);
        return true;
    };
    return (
        <Dialog title={`Start ${machine.name}`} action="Start execution" onClose={onClose} submit={submit}>
            <Field label="Input" name="input" value={input} isLong check={(text) => text.trim() && jsonFault(text)}
                   hint="JSON" autofocus />
            <Field label="Name" name="name" maxLength={80} check={(text) => nameFault(text.trim())}
                   hint="Up to 80 letters, digits, - _ . + and the like. Without one the server makes one." />
        </Dialog>
    );
}

// ---- Stop

export function StopDialog({ execution, onClose }) {
    const submit = async (form) => {
        await ask('StopExecution', { executionArn: execution.executionArn, error: form.get('error') || undefined,
                                     cause: form.get('cause') || undefined });
        news.say('The execution is stopped.');
    };
    return (
        <Dialog title={`Stop ${execution.name}?`} action="Stop execution" isBad onClose={onClose} submit={submit}>
            <Field label="Error" name="error" maxLength={256} hint="Optional" />
            <Field label="Cause" name="cause" maxLength={32768} hint="Optional" />
        </Dialog>
    );
}

// ---- Waiting tasks

export function AnswerDialog({ name, iteration, token, isApproval, onClose }) {
    const where = iteration && ` in ${iteration}`;
    const submit = async (form) => {
        const taskToken = form.get('token').trim();
        if (isApproval) {
            await ask('SendTaskSuccess', { taskToken, output: form.get('output').trim() || '{}' });
        } else {
            await ask('SendTaskFailure', { taskToken, error: form.get('error') || undefined, cause: form.get('cause') || undefined });
        }
        news.say(`${name}${where} has its answer.`);
    };
    return (
        <Dialog title={`${isApproval ? 'Approve' : 'Reject'} “${name}”${where}`} action={isApproval ? 'Approve' : 'Reject'} isBad={!isApproval}
                onClose={onClose} submit={submit}>
            {isApproval ? <Field label="Output" name="output" value="{}" isLong autofocus hint="JSON: the task's result"
                                 check={(text) => text.trim() && jsonFault(text)} />
                : <>
                    <Field label="Error" name="error" value="Rejected" maxLength={256} autofocus hint="A catcher's name for it" />
                    <Field label="Cause" name="cause" maxLength={32768} hint="Optional" />
                </>}
            <Field label="Task token" name="token" value={token} required
                   hint={token ? 'As the task got it in its parameters' : 'The parameters of the task do not say it: paste it here.'} />
        </Dialog>
    );
}

