import { sep } from 'path';
export const handler = async (event) => ({ module: 'typed', event, sep });
