import { z } from 'zod';
import { flag, mergeMetadata, metadata, text, unsettable } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { Product } from '../world/wire.ts';

const fields = {
  active: flag.exactOptional(),
  description: unsettable(text).exactOptional(),
  images: z.array(text).exactOptional(),
  marketing_features: z.array(z.strictObject({ name: text })).exactOptional(),
  metadata: metadata.exactOptional(),
  statement_descriptor: text.exactOptional(),
  tax_code: text.exactOptional(),
  unit_label: text.exactOptional(),
  url: text.exactOptional(),
};

/** https://docs.stripe.com/api/products */
export const productRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/products',
    { ...fields, id: text.exactOptional(), name: text },
    ({ world, params: { id: wanted, metadata, ...rest } }) => {
      const { ids, store, mainTimeline } = world;
      const id = wanted ?? ids.next('prod');
      if (store.products.find(id)) {
        throw invalidRequest('Product already exists.', { code: 'resource_already_exists', param: 'id' });
      }
      const now = mainTimeline.now();
      const product: Product = {
        id,
        object: 'product',
        active: true,
        created: now,
        default_price: null,
        description: null,
        images: [],
        livemode: false,
        marketing_features: [],
        metadata: mergeMetadata({}, metadata),
        package_dimensions: null,
        shippable: null,
        statement_descriptor: null,
        tax_code: null,
        tax_details: null,
        type: 'service',
        unit_label: null,
        updated: now,
        url: null,
        ...rest,
      };
      return world.create(store.products, product, 'product.created');
    },
  ),
  operation('GET', '/v1/products/:id', {}, ({ world, id }) => world.store.products.get(id)),
  operation(
    'POST',
    '/v1/products/:id',
    { ...fields, name: text.exactOptional(), default_price: text.exactOptional() },
    ({ world, params: { metadata, ...rest }, id }) => {
      const { store, mainTimeline } = world;
      const before = store.products.get(id);
      if (rest.default_price) store.prices.get(rest.default_price, 'default_price');
      const patch = {
        ...rest,
        metadata: mergeMetadata(before.metadata, metadata),
        updated: mainTimeline.now(),
      };
      return world.change(store.products, id, patch, 'product.updated');
    },
  ),
  operation('DELETE', '/v1/products/:id', {}, ({ world, id }) => {
    const product = world.store.products.get(id);
    if (world.store.prices.of(id).length > 0) {
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
    }
    world.emit('product.deleted', product);
    world.store.products.remove(id);
    return { id, object: 'product', deleted: true };
  }),
  listing(
    '/v1/products',
    { active: flag.exactOptional(), ids: z.array(text).exactOptional() },
    ({ world, params: { active, ids } }) =>
      world.store.products
        .list()
        .filter(
          (product) =>
            (active === undefined || product.active === active) && (!ids || ids.includes(product.id)),
        ),
  ),
];
