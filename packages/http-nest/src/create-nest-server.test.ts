import {
  ConflictException,
  ForbiddenException,
  Module,
  NotFoundException,
  type OnModuleDestroy,
  type OnModuleInit,
  ServiceUnavailableException,
  UnprocessableEntityException,
} from '@nestjs/common';
import type { HandlerInput } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startNestServer } from '../test/start-nest-server.ts';
import { ContractController, Input, Route } from './index.ts';

const contract = {
  greet: defineRoute({
    name: 'greetings.greet',
    method: 'POST',
    path: '/greetings/:name',
    summary: 'Greet somebody',
    access: 'public',
    params: z.object({ name: z.string().regex(/^[a-z]+$/) }),
    query: z.object({ loud: z.stringbool().default(false) }),
    body: z.strictObject({ word: z.string().min(2) }),
    status: 201,
    answer: z.object({ greeting: z.string() }),
  }),
  fail: defineRoute({
    name: 'greetings.fail',
    method: 'GET',
    path: '/failures/:kind',
    summary: 'Fail',
    access: 'public',
    params: z.object({ kind: z.string() }),
    status: 204,
  }),
  secret: defineRoute({
    name: 'greetings.secret',
    method: 'PUT',
    path: '/secret',
    summary: 'For users alone',
    access: 'user',
    body: z.strictObject({ word: z.string() }),
    status: 204,
  }),
};

const failures: Record<string, unknown> = {
  domain: commonErrors.notFound(),
  nest: new ForbiddenException('no'),
  'nest-404': new NotFoundException(),
  // Frozen: an exception may be thrown again, and is nobody's to change.
  'nest-422': Object.freeze(new UnprocessableEntityException(['email must be an address', 'age is missing'])),
  'nest-503': new ServiceUnavailableException(),
  'nest-409': Object.freeze(new ConflictException('in no contract')),
  defect: new Error('password=hunter2'),
  text: 'a text',
};

type InputOf<Name extends keyof typeof contract> = HandlerInput<(typeof contract)[Name]>;

@ContractController(contract)
class Greetings {
  @Route(contract.greet)
  greet(@Input() { params, query, body, origin }: InputOf<'greet'>) {
    const greeting = `${body.word} ${params.name}`;
    return { greeting: query.loud ? greeting.toUpperCase() : greeting, leaked: origin.address };
  }

  @Route(contract.fail)
  fail(@Input() { params }: InputOf<'fail'>) {
    throw failures[params.kind];
  }

  @Route(contract.secret)
  secret(@Input() _input: InputOf<'secret'>) {
    return undefined;
  }
}

let url: string;
let stop: () => Promise<void>;
const reported: unknown[] = [];

beforeAll(async () => {
  ({ url, stop } = await startNestServer([Greetings], {
    reportError: (error) => void reported.push(error),
    guards: { authenticate: () => Promise.reject(commonErrors.unauthenticated()) },
  }));
});
afterAll(() => stop());

describe('A method that is bound to a route', () => {
  it('gets what the contract parsed, and answers what it declares and nothing else', async () => {
    const answer = await post('/api/greetings/ann?loud=true', '{"word":"hello"}');
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toEqual({ greeting: 'HELLO ANN' });
  });

  it('is not called with input that the contract refuses', async () => {
    const answer = await post('/api/greetings/ann', '{"word":"h","extra":1}');
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'body.word' }, {}],
    });
    expect((await post('/api/greetings/ANN', '{"word":"hello"}')).status).toBe(404);
  });

  it('is not called by whoever is refused, and its body is not even read', async () => {
    const answer = await fetch(`${url}/api/secret`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: 'no JSON',
    });
    expect(answer.status).toBe(401);
  });
});

describe('What a method throws', () => {
  it.each([
    ['domain', 404, 'not_found'],
    ['nest', 403, 'forbidden'],
    ['nest-404', 404, 'not_found'],
    ['nest-422', 422, 'invalid_request'],
    ['nest-503', 503, 'unavailable'],
    ['nest-409', 500, 'internal_error'],
    ['defect', 500, 'internal_error'],
    ['text', 500, 'internal_error'],
  ])('is a problem: %s', async (kind, status, code) => {
    const answer = await fetch(`${url}/api/failures/${kind}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code, status });
    expect(text).not.toContain('hunter2');
  });

  it('names what is wrong when it is a 422 of Nest', async () => {
    const answer = await fetch(`${url}/api/failures/nest-422`);
    expect(await answer.json()).toMatchObject({
      errors: [
        { path: 'body', message: 'email must be an address' },
        { path: 'body', message: 'age is missing' },
      ],
    });
  });

  it('is reported when it is a defect, and only then', async () => {
    reported.length = 0;
    for (const kind of Object.keys(failures)) await fetch(`${url}/api/failures/${kind}`);
    expect(reported).toHaveLength(3);
    expect(reported).toContain(failures.defect);
    expect(reported).toContain(failures['nest-409']);
  });
});

describe('The server keeps its own answer', () => {
  it('to an unknown path', async () => {
    const answer = await fetch(`${url}/api/nothing`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['{', 'application/json', 400, 'malformed_request'],
    ['word=hello', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['{"__proto__":{}}', 'application/json', 400, 'malformed_request'],
  ])('to a body %s of %s', async (body, type, status, code) => {
    const answer = await post('/api/greetings/ann', body, type);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });
});

describe('A start that fails', () => {
  it.each([
    ['cannot make an object', 'construction'],
    ['cannot prepare a module', 'initialisation'],
  ] as const)('because Nest %s closes the server', async (_reason, fault) => {
    const closed: string[] = [];
    @Module({})
    class Faulty implements OnModuleInit, OnModuleDestroy {
      constructor() {
        if (fault === 'construction') throw new Error('It broke.');
      }
      onModuleInit() {
        throw new Error('It broke.');
      }
      onModuleDestroy() {
        closed.push('module');
      }
    }
    const start = startNestServer([], {
      imports: [{ module: Faulty }],
      prepare: (server) => server.addHook('onClose', async () => void closed.push('server')),
    });
    await expect(start).rejects.toThrow('It broke.');
    expect(closed).toEqual(fault === 'construction' ? ['server'] : ['module', 'server']);
  });
});

it('Closing the server runs the shutdown hooks of the modules', async () => {
  const destroyed: string[] = [];
  @Module({})
  class Resource implements OnModuleDestroy {
    onModuleDestroy() {
      destroyed.push('resource');
    }
  }
  const running = await startNestServer([], { imports: [{ module: Resource }] });
  await running.stop();
  expect(destroyed).toEqual(['resource']);
});

function post(path: string, body: string, type = 'application/json'): Promise<Response> {
  return fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
}
