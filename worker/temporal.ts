import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { originOfNudges } from './origins.ts';

/** Where Temporal is. Its client and its worker each have a connection of their own; both are made here. */
export interface TemporalPlace {
  /** host:port of its front end. */
  readonly address: string;
}

/** For the relay, and for whoever asks about workflows. The caller closes its connection. */
export async function connectClient(place: TemporalPlace, namespace: string): Promise<Client> {
  const connection = await Connection.connect({ address: place.address });
  return new Client({ connection, namespace, interceptors: originOfNudges });
}

/** For the worker, which polls. */
export function connectWorker(place: TemporalPlace): Promise<NativeConnection> {
  return NativeConnection.connect({ address: place.address });
}
