import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RefusedTemplate } from './refusal.ts';

/** One resource as the template writes it, intrinsic functions unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

/** The sections of a CloudFormation template that the local cloud reads. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<
    Record<string, { readonly Type: string; readonly Default?: string | number }>
  >;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Outputs?: Readonly<
    Record<
      string,
      { readonly Value: unknown; readonly Export?: { readonly Name: unknown }; readonly Condition?: string }
    >
  >;
  readonly Transform?: unknown;
}

/** One stack of the assembly. */
export interface Stack {
  /** Artifact id in the manifest. */
  readonly id: string;
  readonly name: string;
  readonly template: Template;
  /** Artifact ids of stacks that must exist first. */
  readonly dependencies: readonly string[];
}

/** A synthesized app. */
export interface Assembly {
  readonly folder: string;
  readonly stacks: readonly Stack[];
  /** Absolute path of an asset by its object key, for example `<hash>.zip`. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly file?: string;
    readonly directoryName?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function assetsOf(folder: string, file: string): [string, string][] {
  const manifest = json(join(folder, file)) as AssetManifest;
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => {
      if (source.path === undefined) throw new RefusedTemplate('asset.executable', objectKey);
      return [objectKey, resolve(folder, source.path)];
    }),
  );
}

/** Reads a CDK cloud assembly: every stack of its manifest, stages included, and where its assets are. */
export function readAssembly(folder: string): Assembly {
  const manifest = json(join(folder, 'manifest.json')) as { artifacts?: Record<string, Artifact> };
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [id, artifact] of Object.entries(manifest.artifacts ?? {})) {
    const { templateFile, stackName, file, directoryName } = artifact.properties ?? {};
    if (artifact.type === 'aws:cloudformation:stack' && templateFile !== undefined) {
      const template = json(join(folder, templateFile)) as Template;
      stacks.push({ id, name: stackName ?? id, template, dependencies: artifact.dependencies ?? [] });
    } else if (artifact.type === 'cdk:asset-manifest' && file !== undefined) {
      for (const [key, path] of assetsOf(folder, file)) assets.set(key, path);
    } else if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      const nested = readAssembly(join(folder, directoryName));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    }
  }
  return { folder: resolve(folder), stacks, assets };
}
