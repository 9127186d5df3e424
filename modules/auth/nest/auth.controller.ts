import { Inject, Res } from '@nestjs/common';
import { type Auth, KEY_SET_CACHE, type SignIn } from '@quartet/auth';
import { authContract } from '@quartet/auth/contract';
import { clearSessionCookie, type HandlerInput, setSessionCookie } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import type { FastifyReply } from 'fastify';
import { AUTH } from './tokens.ts';

type InputOf<Name extends keyof typeof authContract> = HandlerInput<(typeof authContract)[Name]>;

@ContractController(authContract)
export class AuthController {
  constructor(@Inject(AUTH) private readonly auth: Auth) {}

  @Route(authContract.register)
  async register(
    @Input() { body, origin }: InputOf<'register'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.signedIn(reply, await this.auth.register({ ...body, origin }));
  }

  @Route(authContract.login)
  async login(@Input() { body, origin }: InputOf<'login'>, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.signedIn(reply, await this.auth.login({ ...body, origin }));
  }

  @Route(authContract.refresh)
  refresh(@Input() { body, origin }: InputOf<'refresh'>) {
    return this.auth.refresh({ ...body, origin });
  }

  @Route(authContract.logout)
  async logout(
    @Input() { caller, origin }: InputOf<'logout'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.auth.logout({ caller, origin });
    clearSessionCookie(reply, this.auth.sessionCookie);
  }

  @Route(authContract.logoutAll)
  async logoutAll(
    @Input() { caller, origin }: InputOf<'logoutAll'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.auth.logoutAll({ caller, origin });
    clearSessionCookie(reply, this.auth.sessionCookie);
  }

  @Route(authContract.me)
  me(@Input() { caller }: InputOf<'me'>) {
    return this.auth.me({ caller });
  }

  @Route(authContract.listSessions)
  listSessions(@Input() { query, caller }: InputOf<'listSessions'>) {
    return this.auth.listSessions({ ...query, caller });
  }

  @Route(authContract.revokeSession)
  async revokeSession(@Input() { params, caller, origin }: InputOf<'revokeSession'>) {
    await this.auth.revokeSession({ sessionId: params.id, caller, origin });
  }

  @Route(authContract.sendEmailVerification)
  sendEmailVerification(@Input() { caller }: InputOf<'sendEmailVerification'>) {
    return this.auth.sendEmailVerification({ caller });
  }

  @Route(authContract.confirmEmailVerification)
  confirmEmailVerification(@Input() { body, origin }: InputOf<'confirmEmailVerification'>) {
    return this.auth.confirmEmailVerification({ ...body, origin });
  }

  @Route(authContract.requestPasswordReset)
  requestPasswordReset(@Input() { body }: InputOf<'requestPasswordReset'>) {
    return this.auth.requestPasswordReset(body);
  }

  @Route(authContract.confirmPasswordReset)
  confirmPasswordReset(@Input() { body, origin }: InputOf<'confirmPasswordReset'>) {
    return this.auth.confirmPasswordReset({ ...body, origin });
  }

  @Route(authContract.changePassword)
  async changePassword(
    @Input() { body, caller, origin }: InputOf<'changePassword'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.signedIn(reply, await this.auth.changePassword({ ...body, caller, origin }));
  }

  @Route(authContract.jwks)
  jwks(@Input() _input: InputOf<'jwks'>, @Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('cache-control', KEY_SET_CACHE);
    return this.auth.jwks();
  }

  private signedIn(reply: FastifyReply, { answer, cookie }: SignIn): SignIn['answer'] {
    setSessionCookie(reply, this.auth.sessionCookie, cookie);
    return answer;
  }
}
