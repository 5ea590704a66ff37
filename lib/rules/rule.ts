/** One resource of a synthesized template. */
export interface RuledResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesized template, as far as rules read it. */
export interface RuledTemplate {
  readonly Resources?: Readonly<Record<string, RuledResource>>;
  readonly [section: string]: unknown;
}

/** Where a template is deployed to. */
export interface StackEnvironment {
  readonly region: string;
}

/** One place of a template that breaks a rule. */
export interface Finding {
  readonly rule: string;
  /** Logical id, or the section for what is no resource. */
  readonly resource: string;
  /** Property path below the resource. */
  readonly at: string;
  readonly says: string;
}

/** What a template must never hold. */
export interface TemplateRule {
  readonly id: string;
  readonly says: string;
  readonly findings: (template: RuledTemplate, environment: StackEnvironment) => Finding[];
}

/** The resources of a type, with their logical ids and properties. */
export function resourcesOf(
  template: RuledTemplate,
  type: string,
): { id: string; resource: RuledResource; properties: Readonly<Record<string, unknown>> }[] {
  return Object.entries(template.Resources ?? {})
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, resource, properties: resource.Properties ?? {} }));
}

/** A member at a dotted path, through objects and lists; undefined where the path ends. */
export function member(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, name) =>
        found !== null && typeof found === 'object' ? (found as Record<string, unknown>)[name] : undefined,
      value,
    );
}

/** Something as a list: itself, itself as the only member, or nothing. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
