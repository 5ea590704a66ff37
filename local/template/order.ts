import type { Stack, TemplateResource } from './assembly.ts';
import { RefusedTemplate } from './refusal.ts';
import { imports, references } from './references.ts';

/** Names in an order in which each comes after all it depends on; names outside the map are ignored. */
export function sorted(dependencies: ReadonlyMap<string, Iterable<string>>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): void => {
    if (done.has(name)) return;
    if (path.includes(name)) throw new RefusedTemplate('cycle', [...path, name].join(' > '));
    path.push(name);
    for (const next of dependencies.get(name) ?? []) if (dependencies.has(next)) visit(next);
    path.pop();
    done.add(name);
  };
  for (const name of dependencies.keys()) visit(name);
  return [...done];
}

/** Logical ids of a stack in creation order. */
export function resourceOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const dependencies = new Map<string, Iterable<string>>();
  for (const [id, { Properties, DependsOn }] of Object.entries(resources)) {
    dependencies.set(id, [...references(Properties), ...(DependsOn === undefined ? [] : [DependsOn].flat())]);
  }
  return sorted(dependencies);
}

/** Stacks in creation order: after those the manifest names, and after those whose exports they import. */
export function stackOrder(stacks: readonly Stack[]): Stack[] {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const exporter = new Map<string, string>();
  for (const { id, template } of stacks) {
    for (const { Export } of Object.values(template.Outputs ?? {})) {
      if (typeof Export?.Name === 'string') exporter.set(Export.Name, id);
    }
  }
  const dependencies = new Map(
    stacks.map((stack): [string, string[]] => {
      const imported = [...imports(stack.template)].flatMap((name) => exporter.get(name) ?? []);
      return [stack.id, [...stack.dependencies, ...imported.filter((id) => id !== stack.id)]];
    }),
  );
  return sorted(dependencies).flatMap((id) => byId.get(id) ?? []);
}
