import { both, type ItemKind } from './item-kind.ts';

/** Items of a person's partition. */
export const PERSON_ITEMS = {
  subject: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'CTL',
    holds: 'state, epoch, restrictions, holds, id of the subject key',
  },
  record: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject} | T#{tenant}#OBJ#{partition}',
    sk: 'REC#{record}',
    index: { name: 'list', pk: 'T#{tenant}#LST#{type}#{shard}', sk: '{createdAt}#{record}' },
    holds: 'one record: plain fields and sealed sections',
  },
  link: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'LNK#{record}',
    holds: 'another record that names this person: type and fields of the reference',
  },
  formerKey: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'KEY#{key}',
    holds: 'the key of a text about this person that was deleted or sealed anew; it ends with the person',
  },
  openedCopy: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'CPY#{copy}',
    holds: 'an opened copy of a file about this person behind an address; expires with it',
  },
  disclosure: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'DSC#{timeId}',
    holds: 'that data about this person went to a recipient: ids and names of fields',
  },
  formerValues: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'FRM#{former}',
    holds: 'what a rectification replaced, sealed for the person, with its end',
  },
  consent: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'CNS#{consent}',
    holds: 'a consent: purpose, when given and withdrawn, its proof sealed for the person',
  },
} as const satisfies Record<string, ItemKind>;
