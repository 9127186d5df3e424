import { Inject, Res } from '@nestjs/common';
import { type BrowserCookie, FLOW_TTL_SECONDS, type OAuth } from '@quartet/auth';
import { oauthContract } from '@quartet/auth/contract';
import { type HandlerInput, setSessionCookie } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import type { FastifyReply } from 'fastify';
import { OAUTH, SESSION_COOKIE } from './tokens.ts';

type InputOf<Name extends keyof typeof oauthContract> = HandlerInput<(typeof oauthContract)[Name]>;

@ContractController(oauthContract)
export class OAuthController {
  constructor(
    @Inject(OAUTH) private readonly oauth: OAuth,
    @Inject(SESSION_COOKIE) private readonly sessionCookie: BrowserCookie,
  ) {}

  @Route(oauthContract.begin)
  async begin(@Input() { params, query }: InputOf<'begin'>, @Res({ passthrough: true }) reply: FastifyReply) {
    const { name, attributes } = this.oauth.flowCookie;
    const begun = await this.oauth.beginSignIn({ provider: params.provider, returnTo: query.return_to });
    reply.setCookie(name, begun.browserToken, { ...attributes, maxAge: FLOW_TTL_SECONDS });
    reply.header('location', begun.location);
  }

  @Route(oauthContract.complete)
  async complete(
    @Input() { params, query, origin }: InputOf<'complete'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { name, attributes } = this.oauth.flowCookie;
    const browserToken = reply.request.cookies[name];
    const completed = await this.oauth.completeSignIn({
      provider: params.provider,
      response: query,
      browserToken,
      origin,
    });
    reply.clearCookie(name, attributes);
    setSessionCookie(reply, this.sessionCookie, completed.cookie);
    reply.header('location', completed.location);
  }
}
