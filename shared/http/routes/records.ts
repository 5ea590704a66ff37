import * as z from 'zod';
import type { RecordDeclaration } from '../../catalogue/declaration.ts';
import { dataMap } from '../../catalogue/data-map.ts';
import { recordSchemas } from '../../catalogue/record-schema.ts';
import { RECORD_TYPES } from '../../catalogue/record-types.ts';
import { recordReference, text } from '../../catalogue/values.ts';
import { WHAT_STAYS } from '../../catalogue/what-stays.ts';
import { storedAnswer } from '../once.ts';
import type { Answer, Contexts, Route } from '../route.ts';
import { changeRecord } from '../../records/change-record.ts';
import { createRecord, type PreparedRecord } from '../../records/create-record.ts';
import { deleteRecord } from '../../records/delete-record.ts';
import { filterable, listRecords } from '../../records/list-records.ts';
import { lookUpRecords, type Wanted } from '../../records/look-up.ts';
import { PERSON_ROUTES } from './people.ts';
import { readRecord } from '../../records/read-record.ts';
import { answerWrite } from '../../store/idempotency.ts';
import { recordBody, recordPermission, visibleFields } from '../../records/view.ts';

type Tenant = Contexts['tenant'];
type Row = Route<'tenant'>;

const pathId = z.strictObject({ id: recordReference });

/** How many records an answer leaves out because their use is restricted. */
const withheld = z.int();

/** Types whose records are made and removed by a room of their own; here they are only read, listed and described. */
const ELSEWHERE = ['file'];

/** What a record looks like in an answer: every field may be hidden by the caller's role. */
function outputOf(declaration: RecordDeclaration): z.ZodObject {
  const fields = Object.entries(declaration.fields).map(([name, field]) => [name, z.optional(field.schema)]);
  return z.object({
    id: recordReference,
    version: z.int(),
    person: z.string().optional(),
    externalId: z.string().optional(),
    /** What the person said about the record (Art. 16). */
    statements: z.array(z.string()).optional(),
    withheld: z.array(z.string()).optional().meta({ description: 'Fields whose use is restricted' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    ...(Object.fromEntries(fields) as Record<string, z.ZodType>),
  });
}

/** Identifiers that a type can be looked up by, as a body: exactly one of them. */
function lookupBody(declaration: RecordDeclaration): z.ZodType {
  const kinds = new Set(Object.values(declaration.fields).flatMap((field) => field.lookup ?? []));
  const members = Object.fromEntries([...kinds, 'externalId'].map((kind) => [kind, text(254).optional()]));
  return z
    .strictObject({
      ...members,
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional(),
    })
    .refine(
      (given) =>
        Object.entries(given).filter(([kind, value]) => kind !== 'country' && value !== undefined).length ===
        1,
      {
        error: 'exactly one identifier',
      },
    );
}

function wantedFrom({ country, ...wanted }: Record<string, string | undefined>): Wanted {
  const [kind, value] = Object.entries(wanted).find(([, given]) => given !== undefined) ?? ['externalId', ''];
  return { kind, value, ...(country ? { country } : {}) } as Wanted;
}

/** Lists take `filter[<field>]` for the type's sortable fields. */
function listQuery(declaration: RecordDeclaration): z.ZodType {
  const filters = filterable(declaration).map((name) => [`filter[${name}]`, z.string().max(100).optional()]);
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(25),
    cursor: z.string().max(4096).optional(),
    ...(Object.fromEntries(filters) as Record<string, z.ZodType>),
  });
}

function filterFrom(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const field = /^filter\[(.+)\]$/.exec(name)?.[1];
      return field && typeof value === 'string' ? [[field, value]] : [];
    }),
  );
}

/** The routes of one record type. */
function routesOf(declaration: RecordDeclaration): Row[] {
  const { plural } = declaration;
  const noun = declaration.title.en.toLowerCase();
  const output = outputOf(declaration);
  const shown = ({ caller }: Tenant, verb: 'read' | 'list' = 'read') =>
    visibleFields(caller.role, declaration, verb);
  const common = { audience: 'tenant', function: 'records' } as const;
  const byId = { ...common, path: `/v1/${plural}/{id}`, params: pathId } as const;
  const rows: Row[] = [
    {
      ...common,
      method: 'GET',
      path: `/v1/${plural}`,
      permission: recordPermission(declaration, 'list'),
      processing: 'view',
      summary: `List ${noun} records, newest first`,
      query: listQuery(declaration),
      output: z.object({ items: z.array(output), withheld, cursor: z.string().optional() }),
      use: async (_, context, { query }) => {
        const wanted = { limit: query.limit, cursor: query.cursor, filter: filterFrom(query) };
        const { workspace, processing } = context;
        const fields = shown(context, 'list');
        const page = await listRecords(workspace, declaration, wanted, fields, processing);
        const items = page.records.map((record) => recordBody(record, fields));
        const { withheld, cursor } = page;
        return { status: 200, body: { items, withheld, ...(cursor ? { cursor } : {}) } };
      },
    },
    {
      ...byId,
      method: 'GET',
      permission: recordPermission(declaration, 'read'),
      processing: 'view',
      summary: `Read a ${noun}`,
      output,
      use: async (_, context, { path }) => {
        const { workspace, processing } = context;
        const record = await readRecord(workspace, declaration, path.id, shown(context), processing);
        return { status: 200, body: recordBody(record, shown(context)), version: record.item.version };
      },
    },
    {
      ...common,
      method: 'POST',
      path: `/v1/${plural}/lookup`,
      permission: recordPermission(declaration, 'lookUp'),
      processing: 'view',
      summary: `Find ${noun} records by one identifier`,
      body: lookupBody(declaration),
      output: z.object({ items: z.array(output), withheld }),
      use: async (_, context, { body }) => {
        const { workspace, processing } = context;
        const fields = shown(context);
        const found = await lookUpRecords(workspace, declaration, wantedFrom(body), fields, processing);
        const items = found.records.map((record) => recordBody(record, fields));
        return { status: 200, body: { items, withheld: found.withheld } };
      },
    },
  ];
  if (ELSEWHERE.includes(declaration.type)) return rows;
  return [
    ...rows,
    {
      ...common,
      method: 'POST',
      path: `/v1/${plural}`,
      permission: recordPermission(declaration, 'create'),
      processing: 'collect',
      summary: `Create a ${noun}`,
      body: recordSchemas(declaration).create,
      output: z.object({ id: recordReference, version: z.int(), person: z.string().optional() }),
      idempotency: 'optional',
      bodyLimit: 256 * 1024,
      use: async (_, { workspace, processing }, { body, claim }) => {
        const answerOf = ({ id, version, subject }: PreparedRecord): Answer => ({
          status: 201,
          body: { id, version, ...(subject ? { person: subject } : {}) },
          version,
          location: `/v1/${plural}/${id}`,
        });
        const prepared = await createRecord(workspace, declaration, body, {
          processing,
          alongside: async (made) =>
            claim ? [await answerWrite(workspace, claim, storedAnswer(answerOf(made)))] : [],
        });
        return { ...answerOf(prepared), ...(claim ? { stored: true } : {}) };
      },
    },
    {
      ...byId,
      method: 'PATCH',
      permission: recordPermission(declaration, 'change'),
      processing: 'change',
      summary: `Change a ${noun} (RFC 7396)`,
      body: z.record(z.string().max(100), z.unknown()),
      output,
      conditional: true,
      bodyLimit: 256 * 1024,
      use: async (_, context, { path, body, ifMatch }) => {
        const reachable = visibleFields(context.caller.role, declaration, 'change');
        const changed = await changeRecord(
          context.workspace,
          declaration,
          path.id,
          ifMatch ?? 0,
          body,
          (field) => reachable.includes(field),
          context.processing,
        );
        return { status: 200, body: recordBody(changed.record, shown(context)), version: changed.version };
      },
    },
    {
      ...byId,
      method: 'DELETE',
      permission: recordPermission(declaration, 'delete'),
      processing: 'change',
      summary: `Delete a ${noun}; a person's erasure is a request`,
      conditional: true,
      use: async (_, { workspace, processing }, { path, ifMatch }) => {
        await deleteRecord(workspace, declaration, path.id, ifMatch ?? 0, processing);
        return { status: 204 };
      },
    },
  ];
}

/** The routes of every record type, a person's view and the data map. */
export const RECORD_ROUTES: readonly Row[] = [
  ...RECORD_TYPES.flatMap((declaration) => routesOf(declaration)),
  ...PERSON_ROUTES,
  {
    audience: 'tenant',
    function: 'records',
    method: 'GET',
    path: '/v1/data-map',
    permission: 'dataMap:read',
    processing: 'none',
    summary:
      'What is held, why, on which legal basis and for how long, field by field; what stays after an erasure',
    output: z.object({
      fields: z.array(z.record(z.string(), z.unknown())),
      stays: z.array(z.record(z.string(), z.string())),
    }),
    use: async () => ({ status: 200, body: { fields: dataMap(), stays: Object.values(WHAT_STAYS) } }),
  },
];
