import * as z from 'zod';
import { AwsError } from '../../front/service.ts';
import type { Alias } from '../alias-store.ts';
import { assertLiving } from '../desk.ts';
import type { Desk } from '../desk.ts';
import { aliasArn } from '../key.ts';
import { aliasName, keyName, page, pageOf } from '../members.ts';
import { operation } from '../operation.ts';
import { accountRequest, aliasRequest } from '../requests.ts';

export const CreateAlias = operation(
  z.strictObject({ AliasName: z.string().min(1).max(256), TargetKeyId: keyName }),
  (input, desk) => {
    const name = input.AliasName;
    assertOwnName(name);
    assertNoAlias(desk, input.TargetKeyId);
    const { key, request } = desk.named(input.TargetKeyId);
    return {
      requests: [aliasRequest('kms:CreateAlias', name, desk.place), request('kms:CreateAlias')],
      run: () => {
        assertLiving(key);
        if (desk.aliases.find(name))
          throw new AwsError(
            'AlreadyExistsException',
            `An alias with the name ${aliasArn(desk.place, name)} already exists`,
          );
        desk.aliases.point(name, key.id, desk.clock.now());
        return undefined;
      },
    };
  },
);

/** Points an alias at another key of the same kind; the caller needs the alias, the old key and the new one. */
export const UpdateAlias = operation(
  z.strictObject({ AliasName: z.string().min(1).max(256), TargetKeyId: keyName }),
  (input, desk) => {
    const alias = existing(desk, input.AliasName);
    assertNoAlias(desk, input.TargetKeyId);
    const before = desk.named(alias.keyId);
    const { key, request } = desk.named(input.TargetKeyId);
    return {
      requests: [
        aliasRequest('kms:UpdateAlias', alias.name, desk.place),
        before.request('kms:UpdateAlias'),
        request('kms:UpdateAlias'),
      ],
      run: () => {
        assertLiving(key);
        if (key.spec !== before.key.spec)
          throw new AwsError(
            'ValidationException',
            'Alias cannot be changed to a key of another type or usage.',
          );
        desk.aliases.point(alias.name, key.id, desk.clock.now());
        return undefined;
      },
    };
  },
);

export const DeleteAlias = operation(
  z.strictObject({ AliasName: z.string().min(1).max(256) }),
  (input, desk) => {
    const alias = existing(desk, input.AliasName);
    const { request } = desk.named(alias.keyId);
    return {
      requests: [aliasRequest('kms:DeleteAlias', alias.name, desk.place), request('kms:DeleteAlias')],
      run: () => {
        desk.aliases.remove(alias.name);
        return undefined;
      },
    };
  },
);

export const ListAliases = operation(
  z.strictObject({ KeyId: keyName.optional(), ...page(100, 50) }),
  (input, desk) => {
    if (input.KeyId !== undefined) assertNoAlias(desk, input.KeyId);
    const keyId = input.KeyId === undefined ? undefined : desk.named(input.KeyId).key.id;
    return {
      requests: [accountRequest('kms:ListAliases', desk.place)],
      run: () => {
        const fetched = desk.aliases.list(input.Marker ?? '', input.Limit + 1, keyId);
        const { entries, rest } = pageOf(fetched, input.Limit, (alias) => alias.name);
        return { Aliases: entries.map((alias) => describe(desk, alias)), ...rest };
      },
    };
  },
);

const describe = (desk: Desk, alias: Alias): object => ({
  AliasName: alias.name,
  AliasArn: aliasArn(desk.place, alias.name),
  TargetKeyId: alias.keyId,
  CreationDate: alias.created / 1000,
  LastUpdatedDate: alias.updated / 1000,
});

function existing(desk: Desk, name: string): Alias {
  assertOwnName(name);
  const alias = desk.aliases.find(name);
  if (!alias) throw new AwsError('NotFoundException', `Alias ${aliasArn(desk.place, name)} is not found.`);
  return alias;
}

function assertOwnName(name: string): void {
  if (!aliasName.safeParse(name).success || name.startsWith('alias/aws/'))
    throw new AwsError('InvalidAliasNameException', 'The alias name is not valid.');
}

/** Alias operations take keys by id or ARN only. */
function assertNoAlias(desk: Desk, name: string): void {
  if (desk.aliasNameOf(name) !== undefined)
    throw new AwsError('ValidationException', 'Aliases must refer to keys. Not aliases');
}
