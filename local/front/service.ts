import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';

/** Where the emulated account lives; every ARN of the local cloud is built from it. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Who signed a call, or on whose behalf a service calls another one. */
export interface Principal {
  /** `role`: a role of the template; `session`: STS AssumeRole; `service`: an AWS service principal. */
  readonly kind: 'role' | 'session' | 'service';
  /** `arn:…:iam::…:role/name`, `arn:…:sts::…:assumed-role/name/session`, or `states.amazonaws.com`. */
  readonly arn: string;
  /** The role whose policies decide (absent for service principals). */
  readonly roleArn?: string;
  /** Session tags, seen by policies as `aws:PrincipalTag/<name>`. */
  readonly tags: Readonly<Record<string, string>>;
  /** Inline session policy, which only narrows. */
  readonly sessionPolicy?: PolicyDocument;
}

/** One statement of a policy, as written. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy, as written. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

/** One IAM question: may this principal do `action` on `resource` under `context`? */
export interface AccessRequest {
  /** For example `dynamodb:PutItem`. */
  readonly action: string;
  /** A concrete ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Service condition keys (`dynamodb:LeadingKeys`, `kms:EncryptionContext:tenant`, `kms:ViaService`); global keys are added by IAM. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy: key policy, bucket policy, trust policy, function permission. */
  readonly resourcePolicy?: PolicyDocument;
  /**
   * `either`: in one account an Allow of the identity or of the resource is enough (S3, Lambda, API Gateway);
   * `delegated`: the resource policy must allow, or hand the decision to identity policies by naming the account (KMS, trust policies).
   */
  readonly resourceRule?: 'either' | 'delegated';
}

/** Throws an `AwsError` with code `AccessDeniedException` unless every request is allowed. */
export type Authorize = (principal: Principal, requests: readonly AccessRequest[]) => void;

/** What a service refuses with; the front renders it in the shape of the service's protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error body, for example `CancellationReasons` or `Item`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** One signature-checked call, ready for its service. */
export interface Call {
  /** Signing name from the credential scope: `dynamodb`, `kms`, `s3`, `states`, `sts`, `ses`, `scheduler`, `lambda`, … */
  readonly service: string;
  readonly principal: Principal;
  readonly method: string;
  /** Raw path, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The operation of JSON protocols, from `X-Amz-Target` after the last dot, or of the query protocol's `Action`. */
  readonly operation: string;
  /** The whole body (the front has verified its hash); for `streamed` services use `stream` instead. */
  readonly body: Buffer;
  /** The body as it arrives, for services that declare `streamed`; aws-chunked framing is not removed. */
  readonly stream: Readable;
  /** True when the signature is in the query (a presigned URL). */
  readonly presigned: boolean;
  readonly requestId: string;
}

/** What a service answers; `body` is sent as it is. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | Readable;
}

/** How errors of a service look on the wire. */
export type ErrorShape = 'json-1.0' | 'json-1.1' | 'rest-json' | 'rest-xml' | 'query-xml';

/** One emulated AWS service behind the front. */
export interface Service {
  /** Signing name. */
  readonly name: string;
  readonly errors: ErrorShape;
  /** True when `handle` reads `call.stream` itself (S3 objects). */
  readonly streamed?: boolean;
  /** Answers one call; authorises through the world's `authorize` before it acts; refuses unknown operations loudly. */
  handle(call: Call): Promise<Reply>;
  /** Closes files and child processes; pending work is kept on disk. */
  close?(): Promise<void>;
}

/** What every service is built with. */
export interface World {
  readonly place: Place;
  readonly clock: Clock;
  /** Folder of this local cloud's state; a service keeps its files in a subfolder of its own, mode 0700. */
  readonly stateDir: string;
  readonly authorize: Authorize;
  /** Seed of everything the emulation draws by chance (index lag). */
  readonly seed: number;
}

/** A CloudFormation resource type that the local cloud emulates. */
export interface ResourceType {
  /** For example `AWS::KMS::Key`. */
  readonly type: string;
  /** Creates the resource or brings an existing one up to date (restarts and new deployments of the same stack); idempotent. */
  apply(resource: DeclaredResource): Promise<AppliedResource>;
}

/** One resource of a template with every intrinsic function resolved. */
export interface DeclaredResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Stable default physical name: `<stack>-<logicalId>`. */
  readonly defaultName: string;
}

/** What a resource of the template has become. */
export interface AppliedResource {
  /** What `Ref` yields. */
  readonly ref: string;
  /** What `Fn::GetAtt` yields, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}
