export { AuthModule } from './auth.module.ts';
export { OAuthModule } from './oauth.module.ts';
