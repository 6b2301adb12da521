import type { Express } from 'express';

/** A page or a form, as the router has it. */
export interface PageRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

interface Layer {
  /** True where what is mounted is mounted at `/`. */
  readonly slash: boolean;
  readonly match: (path: string) => boolean;
  readonly route?: {
    readonly path: unknown;
    readonly methods: Readonly<Record<string, boolean>>;
  };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Every page and form that `mount` adds to an application, read from its router: one that is new is there by itself. */
export function routesMountedBy(app: Express, mount: () => void): readonly PageRoute[] {
  const layers = () => (app as unknown as { router: { stack: readonly Layer[] } }).router.stack;
  const before = layers().length;
  mount();
  const routes = routesIn(layers().slice(before));
  return [...new Map(routes.map((route) => [`${route.method} ${route.path}`, route])).values()];
}

function routesIn(layers: readonly Layer[]): readonly PageRoute[] {
  return layers.flatMap((layer) => {
    const { route, slash, handle } = layer;
    if (route !== undefined) return addressesOf(route);
    // Style and pictures are everybody's.
    if (handle.stack === undefined || (!slash && layer.match('/assets/remit.css'))) return [];
    if (!slash) throw new Error('A router of pages is mounted at a path of its own: say here how it is told');
    return routesIn(handle.stack);
  });
}

function addressesOf({ path, methods }: NonNullable<Layer['route']>): readonly PageRoute[] {
  return [path].flat().flatMap((each) => {
    if (typeof each !== 'string')
      throw new Error(`The path of a page is ${String(each)}: say here how it is told`);
    return Object.keys(methods).flatMap((name): readonly PageRoute[] => {
      const method = name.toUpperCase();
      if (method !== 'GET' && method !== 'POST')
        throw new Error(`A page is asked with ${method}: say here how`);
      return [{ method, path: each }];
    });
  });
}
