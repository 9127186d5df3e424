import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Server } from '@quartet/http-fastify';
import { AdmissionGuard } from './admission.guard.ts';
import { ProblemFilter } from './problem.filter.ts';

/** The {@link Server} that Nest runs on, for modules that fill in its guards. */
export const SERVER = Symbol('quartet:server');

/** What every Nest service shares; global. */
@Module({})
export class HttpModule {
  static forRoot(server: Server): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      providers: [
        { provide: SERVER, useValue: server },
        { provide: APP_FILTER, useClass: ProblemFilter },
        AdmissionGuard,
      ],
      exports: [SERVER],
    };
  }
}
