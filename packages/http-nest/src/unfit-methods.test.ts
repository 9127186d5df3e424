import {
  All,
  Body,
  Controller,
  HttpCode,
  Next,
  Param,
  Query,
  Redirect,
  Render,
  RequestMapping,
  RequestMethod,
  Res,
  Sse,
  type Type,
} from '@nestjs/common';
import type { HandlerInput } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import type { FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startNestServer } from '../test/start-nest-server.ts';
import { ContractController, Input, Route } from './index.ts';

const contract = {
  rename: defineRoute({
    name: 'things.rename',
    method: 'PUT',
    path: '/things/:id',
    summary: 'Rename a thing',
    access: 'public',
    params: z.object({ id: z.string() }),
    body: z.strictObject({ name: z.string() }),
    status: 200,
    answer: z.object({ name: z.string() }),
  }),
  count: defineRoute({
    name: 'things.count',
    method: 'GET',
    path: '/things',
    summary: 'Count things',
    access: 'public',
    status: 200,
    answer: z.object({ count: z.number() }),
  }),
};

type Rename = HandlerInput<typeof contract.rename>;

describe('A method stops the start', () => {
  const methods = Object.values(RequestMethod).filter((method) => typeof method === 'number');

  it.each(methods.map((method) => [RequestMethod[method], method] as const))(
    'when a decorator of Nest alone binds it to %s',
    async (_name, method) => {
      @Controller()
      class Stray {
        @RequestMapping({ path: '/api/stray', method })
        answer() {
          return 'here';
        }
      }
      await expectRefusal(
        Stray,
        'Stray.answer is bound to no route of a contract: bind it to one by @Route().',
      );
    },
  );

  it('when a decorator of Nest binds it beside its route', async () => {
    @Controller()
    class Things {
      @All('/anything')
      @Route(contract.count)
      count() {
        return { count: 1 };
      }
    }
    await expectRefusal(Things, 'Things.count would be bound to /anything');
  });

  it('when its controller has a path of its own', async () => {
    @Controller('v2')
    class Things {
      @Route(contract.count)
      count() {
        return { count: 1 };
      }
    }
    await expectRefusal(Things, 'Things.count would be bound to /v2/api/things');
  });

  it('when it would not have its input parsed', async () => {
    @Controller()
    class Things {
      @Route(contract.rename)
      rename() {
        return { name: 'Ann' };
      }
    }
    await expectRefusal(Things, 'Things.rename has no @Input()');
  });

  it.each([
    ['Body', Body()],
    ['Query', Query()],
    ['Param', Param('id')],
  ])('when it reads the request by @%s()', async (name, decorator) => {
    @Controller()
    class Things {
      @Route(contract.rename)
      rename(@Input() { body }: Rename, @decorator _raw: FastifyReply) {
        return body;
      }
    }
    await expectRefusal(Things, `Things.rename has @${name}(): take what the contract parsed from @Input().`);
  });

  it.each([
    ['Res', Res()],
    ['Next', Next()],
  ])('when it answers by @%s()', async (name, decorator) => {
    @Controller()
    class Things {
      @Route(contract.rename)
      rename(@Input() { body }: Rename, @decorator _way: FastifyReply) {
        return body;
      }
    }
    await expectRefusal(Things, `Things.rename has @${name}()`);
  });

  it.each([
    ['Redirect', Redirect('https://example.com')],
    ['Redirect', Redirect()],
    ['Render', Render('page')],
    ['HttpCode', HttpCode(202)],
  ])('when @%s() answers in its place', async (name, decorator) => {
    @Controller()
    class Things {
      @decorator
      @Route(contract.count)
      count() {
        return { count: 1 };
      }
    }
    await expectRefusal(Things, `Things.count has @${name}(`);
  });

  it('when it sends events', async () => {
    @Controller()
    class Things {
      @Route(contract.count)
      @Sse()
      count() {
        return { count: 1 };
      }
    }
    await expectRefusal(Things, 'Things.count has @Sse()');
  });
});

describe('A method runs', () => {
  it('without @Input() on a route that takes none, and with headers of its own', async () => {
    @Controller()
    class Things {
      @Route(contract.count)
      count(_none: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
        reply.header('x-counted', 'yes');
        return { count: 1, secret: 'hunter2' };
      }
    }
    const { url, stop } = await startNestServer([Things]);
    const answer = await fetch(`${url}/api/things`);
    expect(answer.headers.get('x-counted')).toBe('yes');
    expect(await answer.json()).toEqual({ count: 1 });
    await stop();
  });
});

describe('A controller of a contract cannot be defined', () => {
  it('without a method for each of its routes', () => {
    expect(() => {
      @ContractController(contract)
      class Incomplete {}
      return Incomplete;
    }).toThrow('Incomplete has no method for things.rename, things.count.');
  });

  it('with a method for a route of another one, be it inherited', () => {
    class Base {
      @Route(contract.rename)
      rename(@Input() { body }: Rename) {
        return body;
      }
    }
    expect(() => {
      @ContractController({ count: contract.count })
      class Things extends Base {
        @Route(contract.count)
        count() {
          return { count: 1 };
        }
      }
      return Things;
    }).toThrow('Things has methods for routes of another contract: things.rename.');
  });

  it('but may be one whose methods are inherited', () => {
    class Base {
      @Route(contract.count)
      count() {
        return { count: 1 };
      }
    }
    expect(() => {
      @ContractController({ count: contract.count })
      class Things extends Base {}
      return Things;
    }).not.toThrow();
  });
});

async function expectRefusal(controller: Type, message: string): Promise<void> {
  await expect(startNestServer([controller])).rejects.toThrow(message);
}
