import { createHash } from 'node:crypto';
import type { Place, PolicyDocument } from '../front/service.ts';
import type { Layer } from './evaluate.ts';
import { AWS_MANAGED } from './managed-policies.ts';
import { compilePolicy } from './policy.ts';
import { PolicyError } from './policy-error.ts';

/** A role as decisions see it: everything attached, compiled. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  /** Stable `AROA…` id, drawn from the ARN. */
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Longest session in seconds. */
  readonly maxSession: number;
  readonly trust: PolicyDocument;
  readonly identity: readonly Layer[];
  readonly boundary: Layer | undefined;
}

/** What a template says about a role. */
export interface RoleDefinition {
  readonly arn: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSession: number;
  readonly trust: PolicyDocument;
  readonly inline: readonly Layer[];
  readonly managedArns: readonly string[];
  readonly boundaryArn: string | undefined;
}

/** A policy with the roles it is attached to, by role name. */
export interface Attachment {
  readonly layer: Layer;
  readonly roles: readonly string[];
  /** Only managed policies have one. */
  readonly arn: string | undefined;
}

/**
 * The roles of every deployed template. Entries are keyed by `<stack>/<logicalId>`, so that a new deployment replaces
 * what an older one said. Kept in memory: every start applies the template again.
 */
export class RoleStore {
  readonly #place: Place;
  readonly #roles = new Map<string, RoleDefinition>();
  readonly #attachments = new Map<string, Attachment>();
  #resolved: ReadonlyMap<string, Role> | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  /** @throws PolicyError `policy.managed-policy` when an attached or bounding policy is unknown; `policy.properties` when the name is taken. */
  putRole(key: string, role: RoleDefinition): void {
    for (const arn of [...role.managedArns, role.boundaryArn]) if (arn !== undefined) this.#managed(arn);
    for (const [other, { name }] of this.#roles) {
      if (name === role.name && other !== key) throw new PolicyError('properties', `${key}/RoleName`);
    }
    this.#roles.set(key, role);
    this.#resolved = undefined;
  }

  putAttachment(key: string, attachment: Attachment): void {
    this.#attachments.set(key, attachment);
    this.#resolved = undefined;
  }

  /** Forgets what a stack declared under other logical ids: resources that a new deployment no longer holds. */
  retain(stack: string, logicalIds: Iterable<string>): void {
    const live = new Set([...logicalIds].map((id) => `${stack}/${id}`));
    for (const entries of [this.#roles, this.#attachments]) {
      for (const key of entries.keys()) {
        if (key.startsWith(`${stack}/`) && !live.has(key)) entries.delete(key);
      }
    }
    this.#resolved = undefined;
  }

  /** The role with this ARN, or undefined. */
  find(arn: string): Role | undefined {
    return this.#all().get(arn);
  }

  /** ARNs of all roles. */
  arns(): string[] {
    return [...this.#all().keys()];
  }

  /** Every identity policy and boundary in use, each once. */
  layers(): Layer[] {
    const roles = [...this.#all().values()];
    const found = roles.flatMap((role) =>
      role.boundary ? [...role.identity, role.boundary] : role.identity,
    );
    return [...new Map(found.map((layer) => [layer.owner, layer])).values()];
  }

  #all(): ReadonlyMap<string, Role> {
    this.#resolved ??= new Map([...this.#roles.values()].map((role) => [role.arn, this.#resolve(role)]));
    return this.#resolved;
  }

  #resolve(role: RoleDefinition): Role {
    const attached = [...this.#attachments.values()].filter(({ roles }) => roles.includes(role.name));
    const layers = [
      ...role.inline,
      ...attached.map(({ layer }) => layer),
      ...role.managedArns.map((arn) => this.#managed(arn)),
    ];
    return {
      ...role,
      id: `AROA${createHash('sha256').update(role.arn).digest('hex').slice(0, 17).toUpperCase()}`,
      identity: [...new Map(layers.map((layer) => [layer.owner, layer])).values()],
      boundary: role.boundaryArn === undefined ? undefined : this.#managed(role.boundaryArn),
    };
  }

  #managed(arn: string): Layer {
    for (const attachment of this.#attachments.values()) if (attachment.arn === arn) return attachment.layer;
    const prefix = `arn:${this.#place.partition}:iam::aws:policy/`;
    const name = arn.startsWith(prefix) ? arn.slice(prefix.length) : '';
    const document = Object.hasOwn(AWS_MANAGED, name) ? AWS_MANAGED[name] : undefined;
    if (!document) throw new PolicyError('managed-policy', arn);
    return { owner: `aws/${name}`, policy: compilePolicy(document, 'identity') };
  }
}
