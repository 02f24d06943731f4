// Functions whose answers stream.
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';

export const piped = awslambda.streamifyResponse(async (event, stream) => {
    await pipeline(Readable.from(['{"got"', ':', JSON.stringify(event), '}']), stream);
});

export const text = awslambda.streamifyResponse(async (event, stream) => {
    stream.setContentType('text/plain');
    stream.write('one ');
    setTimeout(() => stream.end(Buffer.from('twö')), 20);
});

export const web = awslambda.streamifyResponse(async (event, stream) => {
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-own': 'a' }, cookies: ['b=c'] });
    out.write({ own: 1 });
    out.end();
});

export const bytes = awslambda.streamifyResponse(async (event, stream) => {
    stream.end(Uint8Array.of(255, 1));
});

export const fails = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('half');
    throw new RangeError('too far');
});

export const old = awslambda.streamifyResponse((event, stream) => {
    stream.end('x');
});

export const open = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('left open');
});
