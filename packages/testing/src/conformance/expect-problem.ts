import { expect } from 'vitest';
import { z } from 'zod';
import type { Answer } from '../service/index.ts';

const problemShape = z.strictObject({
  type: z.string().regex(/^urn:quartet:problem:[a-z_]+$/),
  title: z.string().min(1),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  request_id: z.string().min(8),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

/** Holds an answer to RFC 9457 and to this status and code; answers the paths of the fields at fault. */
export function expectProblem(answer: Answer, status: number, code: string): string[] {
  expect(answer.body).toMatchObject({ status, code, type: `urn:quartet:problem:${code}` });
  expect(answer.status).toBe(status);
  const problem = problemShape.parse(answer.body);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-request-id']).toBe(problem.request_id);
  return (problem.errors ?? []).map((error) => error.path);
}

/** Holds an answer to a success of this status and shape, without another member; answers its body. */
export function expectAnswer<Shape extends z.ZodType>(
  answer: Answer,
  status: number,
  shape: Shape,
): z.output<Shape> {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  return shape.parse(answer.body);
}

/** Holds an answer to 204, which has no body. */
export function expectNothing(answer: Answer): void {
  expect([answer.status, answer.text]).toEqual([204, '']);
}
