import * as z from 'zod';
import { AwsError } from '../../front/service.ts';
import { assertLiving, assertUsable } from '../desk.ts';
import { keyName } from '../members.ts';
import { operation } from '../operation.ts';
import { nextRotation } from '../rotation.ts';

const DAY = 86_400_000;

export const EnableKey = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:EnableKey')],
    run: () => {
      assertLiving(key);
      desk.keys.change(key, { state: 'Enabled' });
      return undefined;
    },
  };
});

export const DisableKey = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:DisableKey')],
    run: () => {
      assertLiving(key);
      desk.keys.change(key, { state: 'Disabled' });
      return undefined;
    },
  };
});

/** Starts the waiting period of 7 to 30 days, after which the material is destroyed for good. */
export const ScheduleKeyDeletion = operation(
  z.strictObject({ KeyId: keyName, PendingWindowInDays: z.int().min(7).max(30).default(30) }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    const days = input.PendingWindowInDays;
    return {
      requests: [
        request('kms:ScheduleKeyDeletion', { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(days) }),
      ],
      run: () => {
        assertLiving(key);
        const deletionDue = desk.clock.now() + days * DAY;
        desk.keys.change(key, { state: 'PendingDeletion', deletionDue });
        desk.deletions.rearm();
        return {
          KeyId: key.arn,
          DeletionDate: deletionDue / 1000,
          KeyState: 'PendingDeletion',
          PendingWindowInDays: days,
        };
      },
    };
  },
);

/** Ends the waiting period; the key comes back disabled. */
export const CancelKeyDeletion = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:CancelKeyDeletion')],
    run: () => {
      if (key.state !== 'PendingDeletion')
        throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
      desk.keys.change(key, { state: 'Disabled', deletionDue: undefined });
      desk.deletions.rearm();
      return { KeyId: key.arn };
    },
  };
});

export const EnableKeyRotation = operation(
  z.strictObject({ KeyId: keyName, RotationPeriodInDays: z.int().min(90).max(2560).default(365) }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    const days = input.RotationPeriodInDays;
    return {
      requests: [request('kms:EnableKeyRotation', { 'kms:RotationPeriodInDays': String(days) })],
      run: () => {
        assertRotatable(key.spec);
        assertUsable(key, 'ENCRYPT_DECRYPT');
        desk.keys.change(key, { rotationDays: days, rotationStart: desk.clock.now() });
        return undefined;
      },
    };
  },
);

export const DisableKeyRotation = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:DisableKeyRotation')],
    run: () => {
      assertRotatable(key.spec);
      assertUsable(key, 'ENCRYPT_DECRYPT');
      desk.keys.change(key, { rotationDays: undefined });
      return undefined;
    },
  };
});

export const GetKeyRotationStatus = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:GetKeyRotationStatus')],
    run: () => {
      assertRotatable(key.spec);
      const next = nextRotation(key, desk.clock.now());
      return {
        KeyId: key.id,
        KeyRotationEnabled: key.rotationDays !== undefined,
        ...(next !== undefined && { RotationPeriodInDays: key.rotationDays, NextRotationDate: next / 1000 }),
      };
    },
  };
});

function assertRotatable(spec: string): void {
  if (spec !== 'SYMMETRIC_DEFAULT')
    throw new AwsError('UnsupportedOperationException', 'Only symmetric encryption keys rotate.');
}
