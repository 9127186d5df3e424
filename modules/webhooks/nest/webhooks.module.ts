import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Server } from '@quartet/http-fastify';
import { SERVER } from '@quartet/http-nest';
import type { Guards } from '@quartet/platform/contract';
import type { Webhooks } from '@quartet/webhooks';
import { intakeRoute } from './intake-route.ts';
import { AUTHENTICATE_OPERATOR, WEBHOOKS } from './tokens.ts';
import { WebhooksController } from './webhooks.controller.ts';

type AuthenticateOperator = NonNullable<Guards['authenticateOperator']>;

interface WebhooksModuleOptions {
  webhooks: Webhooks;
  /** Decides who may do all but deliver. */
  authenticateOperator: AuthenticateOperator;
}

/** The intake, and the routes of operators. */
@Module({ controllers: [WebhooksController] })
export class WebhooksModule implements OnModuleInit {
  static forRoot({ webhooks, authenticateOperator }: WebhooksModuleOptions): DynamicModule {
    return {
      module: WebhooksModule,
      providers: [
        { provide: WEBHOOKS, useValue: webhooks },
        { provide: AUTHENTICATE_OPERATOR, useValue: authenticateOperator },
      ],
    };
  }

  constructor(
    @Inject(SERVER) private readonly server: Server,
    @Inject(WEBHOOKS) private readonly webhooks: Webhooks,
    @Inject(AUTHENTICATE_OPERATOR) private readonly authenticateOperator: AuthenticateOperator,
  ) {}

  onModuleInit(): void {
    this.server.guards.authenticateOperator = this.authenticateOperator;
    intakeRoute(this.server, this.webhooks);
  }
}
