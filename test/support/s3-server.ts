import { createRequire } from 'node:module';
import type { Bucket } from '../../contracts/config.ts';
import { makeTempFolder } from './temp-folder.ts';

interface S3rver {
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}
type Made = new (options: {
  readonly port: number;
  readonly address: string;
  readonly silent: boolean;
  readonly directory: string;
  readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
}) => S3rver;

/** A server that speaks S3, with a bucket of its own. */
export async function startS3(): Promise<{ readonly bucket: Bucket; stop(): Promise<void> }> {
  const folder = makeTempFolder('s3');
  const Server = createRequire(import.meta.url)('s3rver') as Made;
  const server = new Server({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder.path,
    configureBuckets: [{ name: 'remit', configs: [] }],
  });
  const { port } = await server.run();
  const bucket = `http://127.0.0.1:${port}/remit`;
  return {
    bucket: { bucket, region: 'auto', keyId: 'S3RVER', secret: 'S3RVER' },
    stop: async () => {
      await server.close();
      folder.remove();
    },
  };
}
