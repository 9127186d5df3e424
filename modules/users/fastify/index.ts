import { bindRoutes, type Server } from '@quartet/http-fastify';
import { usersContract } from '../src/contract.ts';
import type { Users } from '../src/index.ts';

/** The routes under `/users`. */
export function usersRoutes(server: Server, { users }: { users: Users }): void {
  bindRoutes(server, usersContract, {
    readProfile: ({ caller }) => users.readProfile({ caller }),
    writeProfile: ({ body, caller }) => users.writeProfile({ ...body, caller }),
  });
}
