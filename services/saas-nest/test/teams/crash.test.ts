import { compileNest } from '@quartet/cli/compile-nest';
import { ROOT, readServices } from '@quartet/cli/workspace';
import { describeCrash } from '@quartet/testing/crash';
import { beforeAll } from 'vitest';

beforeAll(() => compileNest(ROOT, readServices(ROOT)), 120_000);

describeCrash('saas-nest', 'services/saas-nest/dist/main.js');
