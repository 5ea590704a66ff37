import type { PolicyDocument } from '../front/service.ts';
import { compilePolicy } from './policy.ts';
import type { CompiledPolicy, PolicyKind } from './policy.ts';

/** Texts kept; policies of sessions and tenant keys come and go. */
const LONGEST = 1000;

/** Compiles each document once, found again by identity or by its text. */
export class PolicyCache {
  readonly #byDocument: Record<PolicyKind, WeakMap<PolicyDocument, CompiledPolicy>> = {
    identity: new WeakMap(),
    resource: new WeakMap(),
  };
  readonly #byText = new Map<string, CompiledPolicy>();

  /** @throws PolicyError as `compilePolicy` does. */
  compile(document: PolicyDocument, kind: PolicyKind): CompiledPolicy {
    const known = this.#byDocument[kind].get(document);
    if (known) return known;
    const text = `${kind} ${JSON.stringify(document)}`;
    const policy = this.#byText.get(text) ?? compilePolicy(document, kind);
    this.#byText.delete(text);
    this.#byText.set(text, policy);
    if (this.#byText.size > LONGEST) this.#byText.delete(this.#byText.keys().next().value ?? '');
    this.#byDocument[kind].set(document, policy);
    return policy;
  }
}
