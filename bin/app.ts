import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bailiwick } from '../lib/bailiwick.ts';
import { FUNCTIONS } from '../lib/functions.ts';
import { stageNamed } from '../lib/stage.ts';
import { gatewayBody } from '../shared/http/gateway-body.ts';
import { ROUTES } from '../shared/http/routes.ts';
import { bundleFunctions } from '../tools/bundle.ts';

const { folder, sizes } = await bundleFunctions();
const missing = FUNCTIONS.filter(({ name }) => sizes[name] === undefined).map(({ name }) => name);
if (missing.length > 0) throw new Error(`no folder for ${missing.join(', ')}`);

// The CLI names its folder in CDK_OUTDIR; without it the app is its own command.
const outdir = process.env['CDK_OUTDIR'] === undefined ? { outdir: 'cdk.out' } : {};
const { app } = bailiwick({
  ...outdir,
  stage: stageNamed(process.env['BAILIWICK_STAGE']),
  code: (name) => Code.fromAsset(join(folder, name)),
  body: (uri) => gatewayBody(ROUTES, uri),
});
app.synth();
