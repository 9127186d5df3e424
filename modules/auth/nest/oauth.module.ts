import { type DynamicModule, Module } from '@nestjs/common';
import type { BrowserCookie, OAuth } from '@quartet/auth';
import { OAuthController } from './oauth.controller.ts';
import { OAUTH, SESSION_COOKIE } from './tokens.ts';

interface OAuthModuleOptions {
  oauth: OAuth;
  sessionCookie: BrowserCookie;
}

/** Sign-in by a provider. */
@Module({ controllers: [OAuthController] })
export class OAuthModule {
  static forRoot({ oauth, sessionCookie }: OAuthModuleOptions): DynamicModule {
    return {
      module: OAuthModule,
      providers: [
        { provide: OAUTH, useValue: oauth },
        { provide: SESSION_COOKIE, useValue: sessionCookie },
      ],
    };
  }
}
