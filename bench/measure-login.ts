import { hash, type Options, verify } from '@node-rs/argon2';
import { PASSWORD, post, register, registerAtBetterAuth } from './people.ts';
import { alternate, repeat } from './rates.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';

const AT_ONCE = 8;
const ROUNDS = { warmUpSeconds: 1, rounds: 4, secondsEach: 2 };
/** The parameters of modules/auth/src/passwords. */
const ARGON2ID: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Signing in with a password, against comparing its hash alone, and against better-auth's sign-in. */
export async function measureLogin({ saasApi, betterAuth }: Stage): Promise<Result[]> {
  const accounts = Array.from({ length: AT_ONCE }, (_, index) => {
    return { email: `login-${index}@example.com`, password: PASSWORD };
  });
  for (const account of accounts) {
    await register(saasApi.url, account);
    await registerAtBetterAuth(betterAuth.url, account);
  }
  const signIn = (url: string) =>
    repeat(AT_ONCE, async (worker) => (await post(url, accounts[worker])).arrayBuffer());
  const stored = await hash(PASSWORD, ARGON2ID);
  const rates = await alternate(
    {
      // In this process, which has nothing else to do: the library works in threads of its own.
      argon2id: repeat(AT_ONCE, () => verify(stored, PASSWORD)),
      ours: signIn(`${saasApi.url}/api/auth/login`),
      betterAuth: signIn(`${betterAuth.url}/api/auth/sign-in/email`),
    },
    ROUNDS,
  );
  const login = { what: 'POST /auth/login', ours: rates.ours, unit: '/s' } as const;
  const rivals = {
    ceiling: { name: 'argon2id alone', rival: 'ceiling', value: rates.argon2id },
    peer: { name: "better-auth's sign-in (scrypt)", rival: 'peer', value: rates.betterAuth },
  } as const;
  return [
    { ...login, against: rivals.ceiling, target: { atLeast: 0.9 } },
    { ...login, against: rivals.peer, target: { atLeast: 5 } },
  ];
}
