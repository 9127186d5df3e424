import {
  type ConfigOf,
  type ConfigRule,
  declareConfig,
  type Environment,
  type platformConfig,
  Secret,
} from '@quartet/platform/config';
import { z } from 'zod';
import { type Provider, providerNameSchema } from './provider.ts';
import { githubProvider } from './providers/github.ts';
import { openIdProvider } from './providers/openid-provider.ts';

const GOOGLE_ISSUER = 'https://accounts.google.com';

const openIdProvidersSchema = z.array(
  z.strictObject({
    name: providerNameSchema.refine(
      (name) => !['google', 'github'].includes(name),
      'is the name of a built-in provider',
    ),
    issuer: z.url({ protocol: /^https?$/ }),
    client_id: z.string().min(1),
    client_secret: z.string().min(1),
  }),
);

/** Providers that people may sign in by; one without settings is not offered. */
export const oauthConfig = declareConfig({
  googleClientId: {
    env: 'GOOGLE_CLIENT_ID',
    schema: z.string().optional(),
    description: 'Client id of sign-in by Google (default: none)',
  },
  googleClientSecret: {
    env: 'GOOGLE_CLIENT_SECRET',
    secret: true,
    required: false,
    schema: z.string(),
    description: 'Client secret of sign-in by Google',
  },
  githubClientId: {
    env: 'GITHUB_CLIENT_ID',
    schema: z.string().optional(),
    description: 'Client id of sign-in by GitHub (default: none)',
  },
  githubClientSecret: {
    env: 'GITHUB_CLIENT_SECRET',
    secret: true,
    required: false,
    schema: z.string(),
    description: 'Client secret of sign-in by GitHub',
  },
  openIdProviders: {
    env: 'OIDC_PROVIDERS',
    secret: true,
    required: false,
    schema: z.string().superRefine(reportProblems),
    description:
      'Further OpenID providers: JSON array of {name, issuer, client_id, client_secret} (default: none)',
  },
});

export type OAuthConfig = ConfigOf<typeof oauthConfig>;

/** Conditions over several settings, for `loadConfig`. */
export const oauthRules: readonly ConfigRule<
  OAuthConfig & Pick<ConfigOf<typeof platformConfig>, 'environment'>
>[] = [
  ({ googleClientId, googleClientSecret }) => bothOrNeither('GOOGLE', googleClientId, googleClientSecret),
  ({ githubClientId, githubClientSecret }) => bothOrNeither('GITHUB', githubClientId, githubClientSecret),
  ({ openIdProviders }) => doubledNames(openIdProviders),
  ({ openIdProviders, environment }) => insecureIssuers(openIdProviders, environment),
];

/** The providers that a configuration offers. None is contacted yet. */
export function providersOf(config: OAuthConfig): Provider[] {
  const { googleClientId, googleClientSecret, githubClientId, githubClientSecret } = config;
  const providers = openIdProvidersOf(config.openIdProviders).map((entry) =>
    openIdProvider({
      name: entry.name,
      issuer: entry.issuer,
      clientId: entry.client_id,
      clientSecret: new Secret(entry.client_secret),
    }),
  );
  if (googleClientId && googleClientSecret) {
    const client = { clientId: googleClientId, clientSecret: googleClientSecret };
    providers.push(openIdProvider({ name: 'google', issuer: GOOGLE_ISSUER, ...client }));
  }
  if (githubClientId && githubClientSecret) {
    providers.push(githubProvider({ clientId: githubClientId, clientSecret: githubClientSecret }));
  }
  return providers;
}

function openIdProvidersOf(text: Secret | undefined): z.infer<typeof openIdProvidersSchema> {
  return text === undefined ? [] : openIdProvidersSchema.parse(JSON.parse(text.reveal()));
}

/** Names what is wrong by its place, never by its value. */
function reportProblems(text: string, context: z.RefinementCtx): void {
  const json = parseJson(text);
  const problems = json === undefined ? ['is not JSON'] : problemsOf(json);
  for (const message of problems) context.addIssue({ code: 'custom', message });
}

function problemsOf(json: unknown): string[] {
  const { error } = openIdProvidersSchema.safeParse(json);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.') || 'the list'}: ${message}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bothOrNeither(
  prefix: string,
  id: string | undefined,
  secret: Secret | undefined,
): string | undefined {
  if ((id === undefined) === (secret === undefined)) return undefined;
  return `${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET belong together; ${prefix}_CLIENT_${id ? 'SECRET' : 'ID'} is missing.`;
}

function doubledNames(text: Secret | undefined): string | undefined {
  const names = openIdProvidersOf(text).map(({ name }) => name);
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  return doubled && `OIDC_PROVIDERS names ${doubled} twice.`;
}

/** Over plain http anyone on the way could sign in as anyone; on this machine there is no way. */
function insecureIssuers(text: Secret | undefined, environment: Environment): string[] {
  return openIdProvidersOf(text)
    .map(({ name, issuer }) => ({ name, url: new URL(issuer) }))
    .filter(
      ({ url }) => url.protocol !== 'https:' && (environment === 'production' || !isLoopback(url.hostname)),
    )
    .map(
      ({ name }) =>
        `OIDC_PROVIDERS: the issuer of ${name} has to begin with https://; http is for this machine, outside of production.`,
    );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
