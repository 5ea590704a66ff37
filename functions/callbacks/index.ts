import { lookup } from 'node:dns/promises';
import type { Context } from 'aws-lambda';
import type { Swept } from '../../shared/due/sweep-due.ts';
import { sweeper } from '../../shared/due/sweeper.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { TELLER, attendCallbacks } from '../../shared/standards/attend-callbacks.ts';
import { kmsSignBytes } from '../../shared/standards/opendsr/sign.ts';
import { httpsSender } from '../../shared/standards/send-callback.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { officeFromEnvironment, systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';

const { STANDARDS_KEY, PUBLIC_URL: publicUrl } = environment(['STANDARDS_KEY', 'PUBLIC_URL']);
const office = officeFromEnvironment(Date.now);
const system = systemTablesFromEnvironment();
const send = httpsSender((host) => lookup(host, { all: true }));
const sign = kmsSignBytes(kmsClient(), STANDARDS_KEY);

const sweep = sweeper({
  name: 'callbacks',
  office,
  system,
  actor: TELLER,
  now: Date.now,
  log: console.error,
  handlers: {
    callback: async ({ tenant, reference }) => {
      await attendCallbacks(
        { workspace: office.workspace(tenant, TELLER), send, sign, publicUrl },
        reference,
      );
      return true;
    },
  },
});

/** Tells those who follow a request by a standard of its steps, every minute. */
export const handler = (_: unknown, context: Context): Promise<Swept> => sweep(context);
