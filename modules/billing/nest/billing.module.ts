import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Billing } from '@quartet/billing';
import type { Server } from '@quartet/http-fastify';
import { SERVER } from '@quartet/http-nest';
import { BillingController } from './billing.controller.ts';
import { BILLING } from './tokens.ts';

/** The routes of plans, subscriptions and payments, and the guard of every route with an entitlement. */
@Module({ controllers: [BillingController] })
export class BillingModule implements OnModuleInit {
  static forRoot({ billing }: { billing: Billing }): DynamicModule {
    return { module: BillingModule, providers: [{ provide: BILLING, useValue: billing }] };
  }

  constructor(
    @Inject(SERVER) private readonly server: Server,
    @Inject(BILLING) private readonly billing: Billing,
  ) {}

  onModuleInit(): void {
    this.server.guards.requireEntitlement = this.billing.requireEntitlement;
  }
}
