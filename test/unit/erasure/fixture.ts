import { generateKeyPairSync, sign } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { declarationOf } from '../../../shared/catalogue/record-types.ts';
import { ERASER, eraseTurn, type ErasureParts } from '../../../shared/erasure/erasure.ts';
import { eraserObjects } from '../../../shared/erasure/objects.ts';
import type { Id, RecordId, SubjectId, TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../../shared/kernel/workflow.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { personOf } from '../../../shared/records/references.ts';
import type { RequestItem } from '../../../shared/rights/request/model.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { planFrom } from '../../../shared/rights/plan/plan-store.ts';
import { load, parts, step } from '../../../shared/rights/steps/store.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import type { Item, TenantTables, Workspace } from '../../../shared/store/workspace.ts';
import { sweepTurn } from '../../../shared/sweep/sweep.ts';
import type { Bench } from '../../engine/bench.ts';
import { openBench } from '../../engine/bench.ts';
import type { Bench as ObjectBench } from '../../local/s3/setup.ts';
import { bench as objectBench } from '../../local/s3/setup.ts';
import type { Step } from '../../../shared/rights/request/life-cycle.ts';

const BUCKETS = { vault: 'vault-0', intake: 'intake-0', handover: 'handover-0' } as const;
const buckets = { vault: BUCKETS.vault, unversioned: [BUCKETS.intake, BUCKETS.handover] };

/** Where the public pages are. */
export const PUBLIC_URL = 'https://rights.example.org';

/** What a test puts between the eraser and the world. */
export interface Faults {
  readonly tables?: (tables: TenantTables) => TenantTables;
  readonly deleteAll?: (real: (key: string) => Promise<number>, key: string) => Promise<number>;
}

/** Real tables, real stored objects, real erasure; only the clock and the signing key are the test's. */
export class Scene {
  readonly bench: Bench;
  readonly s3: ObjectBench;
  readonly keyPair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  tenant!: TenantId;
  /** Turns of all workflows, for repeating them. */
  turns = 0;

  constructor(bench: Bench, s3: ObjectBench) {
    this.bench = bench;
    this.s3 = s3;
  }

  static async open(): Promise<Scene> {
    const scene = new Scene(await openBench(), await objectBench());
    await scene.s3.bucket(BUCKETS.vault, { VersioningConfiguration: { Status: 'Enabled' } });
    await scene.s3.apply('AWS::S3::Bucket', { BucketName: BUCKETS.intake }, 'Intake');
    await scene.s3.apply('AWS::S3::Bucket', { BucketName: BUCKETS.handover }, 'Handover');
    return scene;
  }

  async close(): Promise<void> {
    await this.bench.stop();
    await this.s3.remove();
  }

  /** A new tenant in a country; everything after works in it. */
  async business(country = 'DE'): Promise<Workspace> {
    this.tenant = await this.bench.tenant();
    const workspace = this.workspace();
    const put = { country, createdAt: new Date(this.bench.now()).toISOString() };
    await workspace.tables.write([{ put, at: workspace.keys.tenant(), if: ABSENT }]);
    return workspace;
  }

  /** As one of the tenant's people; every call is another one. */
  workspace(): Workspace {
    return this.bench.office.workspace(this.tenant, { kind: 'human', id: newId() });
  }

  /** Another process of the same deployment. */
  elsewhere(): Workspace {
    return this.bench.anotherOffice().workspace(this.tenant, { kind: 'human', id: newId() });
  }

  async create(
    type: string,
    body: Record<string, unknown>,
    assigned?: Record<string, unknown>,
  ): Promise<RecordId> {
    const declaration = declarationOf(type);
    if (!declaration) throw new Error(type);
    return (await createRecord(this.workspace(), declaration, body, assigned ? { assigned } : {})).id;
  }

  /** A file of a person with so many versions in the vault. */
  async file(about: RecordId, versions = 2): Promise<{ id: RecordId; objectKey: string }> {
    const objectKey = `${this.tenant}/${newId()}`;
    for (let version = 0; version < versions; version++)
      await this.s3.client.send(
        new PutObjectCommand({ Bucket: BUCKETS.vault, Key: objectKey, Body: `version ${version}` }),
      );
    const body = { about, name: 'albrecht.pdf', mediaType: 'application/pdf' };
    return { id: await this.create('file', body, { status: 'sealed', size: 9, objectKey }), objectKey };
  }

  /** Opens an erasure request about a person and takes it to the plan. */
  async planned(person: SubjectId): Promise<RequestItem> {
    const workspace = this.workspace();
    const { request } = await openRequest(workspace, {
      type: 'erasure',
      channel: 'post',
      receivedAt: new Date(this.bench.now()).toISOString(),
      identifiers: [{ kind: 'name', value: `somebody ${newId()}` }],
    });
    await this.move(request.id, 'challenge', { subject: person });
    await this.move(request.id, 'verify');
    await this.move(request.id, 'prepare', { attempt: 1 });
    await this.run({ request: request.id, step: 'plan', attempt: 1 });
    return load(workspace, request.id);
  }

  async move(request: Id, name: Step, set: Partial<RequestItem> = {}): Promise<void> {
    await step(this.workspace(), request, name, { set });
  }

  async plan(request: Id) {
    return (await parts(this.workspace(), request, 'plan')).flatMap((item) => planFrom(item) ?? []);
  }

  /** The officer has looked at everything that waited. */
  async review(request: Id, acts: Readonly<Record<string, string>> = {}): Promise<void> {
    const workspace = this.workspace();
    for (const item of await this.plan(request)) {
      const { needsReview: _seen, ...rest } = item;
      const put = { ...rest, act: acts[item.target] ?? item.act };
      const at = workspace.keys.requestPart(request, 'PLN', item.id);
      await workspace.tables.write([{ put, at, if: { expression: 'attribute_exists(pk)' } }]);
    }
  }

  /** Approves and carries out; the request in its last state. */
  async erase(request: Id, faults: Faults = {}, repeat = 1): Promise<RequestItem> {
    await this.approve(request);
    return this.execute(request, faults, repeat);
  }

  async approve(request: Id): Promise<void> {
    await this.move(request, 'approve', {
      decidedBy: newId(),
      decidedAt: new Date(this.bench.now()).toISOString(),
    });
    await this.move(request, 'execute', { attempt: 2 });
  }

  async execute(request: Id, faults: Faults = {}, repeat = 1, attempt = 2): Promise<RequestItem> {
    await this.run({ request, step: 'freeze', attempt }, faults, repeat);
    return load(this.workspace(), request);
  }

  /** Does what the workflow does: calls, follows the answer, waits on the clock; a call that throws is repeated. */
  async run(start: Record<string, string | number>, faults: Faults = {}, repeat = 1): Promise<WorkflowEvent> {
    let event = { tenant: this.tenant, turn: 0, ...start } as unknown as WorkflowEvent;
    for (let calls = 0; ; calls++) {
      if (calls > 600) throw new Error(`stuck in ${event.step}`);
      const answer = await this.call(event, faults, repeat);
      event = { ...event, ...answer.carry, turn: event.turn + 1 };
      this.turns += 1;
      if (answer.next === 'wait') this.bench.advance((answer.seconds ?? 1) * 1000);
      if (answer.next === 'done' || answer.next === 'failed') return event;
    }
  }

  async call(event: WorkflowEvent, faults: Faults, repeat: number): Promise<WorkflowAnswer> {
    let answer: WorkflowAnswer | undefined;
    for (let done = 0, tries = 0; done < repeat; tries++) {
      try {
        answer =
          event.step === 'verify' ? await this.sweep(event) : await eraseTurn(this.parts(faults), event);
        done += 1;
      } catch (error) {
        if (!(error instanceof Error && error.message === 'killed') || tries > 200) throw error;
      }
    }
    if (!answer) throw new Error('no answer');
    return answer;
  }

  sweep(event: WorkflowEvent): Promise<WorkflowAnswer> {
    const office = this.bench.anotherOffice();
    const tables = (tenant: TenantId) => office.workspace(tenant, { kind: 'system', id: 'sweep' }).tables;
    return sweepTurn({ tables, s3: async () => this.s3.client, buckets, now: this.bench.now }, event);
  }

  parts(faults: Faults = {}): ErasureParts {
    const office = this.bench.anotherOffice();
    return {
      workspace: (tenant) => {
        const real = office.eraserWorkspace(tenant, ERASER);
        return faults.tables ? { ...real, tables: faults.tables(real.tables) } : real;
      },
      objects: async (tenant) => {
        const real = eraserObjects(tenant, this.s3.client, buckets);
        const { deleteAll } = faults;
        return deleteAll ? { deleteAll: (key) => deleteAll((one) => real.deleteAll(one), key) } : real;
      },
      sign: async (message) => sign('sha256', message, this.keyPair.privateKey),
      publicUrl: PUBLIC_URL,
    };
  }

  publicKey(): string {
    return this.keyPair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** Every item of both tables, as somebody with the disks sees it. */
  async raw(): Promise<Item[]> {
    const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
    const found: Item[] = [];
    for (const TableName of ['data', 'keys']) {
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await this.bench.engine.documents.send(
          new ScanCommand({ TableName, ExclusiveStartKey }),
        );
        found.push(...((page.Items ?? []) as Item[]));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
    }
    return found.filter(({ pk }) => pk.startsWith(`T#${this.tenant}#`));
  }
}

/** The person that a record is about. */
export function person(record: RecordId): SubjectId {
  const found = personOf(record);
  if (!found) throw new Error('about nobody');
  return found;
}

/** Where versions of files are. */
export const VAULT = BUCKETS.vault;
/** Where packages wait to be fetched. */
export const HANDOVER = BUCKETS.handover;
