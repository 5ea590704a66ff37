import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { onTestFinished } from 'vitest';
import { type Bailiwick, bailiwick } from '../../lib/bailiwick.ts';
import type { RuledTemplate } from '../../lib/rules/rule.ts';
import { type Stage, STAGES } from '../../lib/stage.ts';
import { sampleBody } from './sample-body.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-template-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The whole app with every function, whose code is a placeholder. */
export function synthesis(stage: Stage = STAGES.dev): Bailiwick {
  return bailiwick({
    stage,
    outdir: temporaryFolder(),
    code: () => Code.fromInline('exports.handler = async () => ({});'),
    body: sampleBody,
  });
}

/** The three templates of a synthesis, by the last part of the stack's name. */
export function templatesOf({
  data,
  application,
  watch,
}: Bailiwick): Record<'data' | 'app' | 'watch', RuledTemplate> {
  return {
    data: Template.fromStack(data).toJSON(),
    app: Template.fromStack(application).toJSON(),
    watch: Template.fromStack(watch).toJSON(),
  };
}
