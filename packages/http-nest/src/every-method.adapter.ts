import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from '@quartet/http-fastify';

/** Nest's adapter with one place where routes are bound, whatever method a decorator is for. */
export abstract class EveryMethodAdapter extends FastifyAdapter {
  /** @param binding the path, and the handler that Nest made of a method of a controller */
  protected abstract bind(binding: unknown[]): Server;

  override get(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override post(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override put(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override patch(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override delete(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override head(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override options(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override all(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override search(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override query(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override propfind(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override proppatch(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override mkcol(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override copy(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override move(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override lock(...binding: unknown[]): Server {
    return this.bind(binding);
  }
  override unlock(...binding: unknown[]): Server {
    return this.bind(binding);
  }
}
