import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Bailiwick, bailiwick } from '../../lib/bailiwick.ts';
import type { RuledTemplate } from '../../lib/rules/rule.ts';
import { type Stage, STAGES } from '../../lib/stage.ts';
import { gatewayBody } from '../../shared/http/gateway-body.ts';
import { ROUTES } from '../../shared/http/routes.ts';

/** Runs with a folder that is gone afterwards. */
export function inTemporaryFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-template-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole app with every function, whose code is a placeholder. */
export function withSynthesis<T>(stage: Stage, use: (built: Bailiwick) => T): T {
  return inTemporaryFolder((outdir) =>
    use(
      bailiwick({
        stage,
        outdir,
        code: () => Code.fromInline('exports.handler = async () => ({});'),
        body: (uri) => gatewayBody(ROUTES, uri),
      }),
    ),
  );
}

/** Templates by the last part of the stack's name. */
export type Templates = Readonly<Record<'data' | 'app' | 'watch', RuledTemplate>>;

/** The three templates of a stage. */
export function templatesOf(stage: Stage = STAGES.dev): Templates {
  return withSynthesis(stage, ({ data, application, watch }) => ({
    data: Template.fromStack(data).toJSON(),
    app: Template.fromStack(application).toJSON(),
    watch: Template.fromStack(watch).toJSON(),
  }));
}
