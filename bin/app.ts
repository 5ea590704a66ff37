import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bailiwick } from '../lib/bailiwick.ts';
import { FUNCTIONS } from '../lib/functions.ts';
import { stageNamed } from '../lib/stage.ts';
import { bundleFunctions } from '../tools/bundle.ts';

const { folder, sizes } = bundleFunctions();
const missing = FUNCTIONS.filter(({ name }) => sizes[name] === undefined).map(({ name }) => name);
if (missing.length > 0) console.error(`not synthesized, no folder yet: ${missing.join(', ')}`);

const { app } = bailiwick({
  stage: stageNamed(process.env['BAILIWICK_STAGE']),
  ...(process.env['CDK_OUTDIR'] === undefined ? { outdir: 'cdk.out' } : {}),
  code: (name) => (existsSync(join(folder, name)) ? Code.fromAsset(join(folder, name)) : undefined),
  body: () => undefined,
});
app.synth();
