import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import flags from './feature-flags.json' with { type: 'json' };
import { acknowledge } from './rules/acknowledged.ts';
import { TemplateRules } from './rules/plugin.ts';
import type { Stage } from './stage.ts';
import { checkStage } from './stage.ts';
import { AppStack, type AppStackProps } from './stacks/app.ts';
import { DataStack } from './stacks/data.ts';
import { WatchStack } from './stacks/watch.ts';

/** What the CDK app is built from. */
export interface BailiwickProps extends Omit<AppStackProps, 'data'> {
  readonly stage: Stage;
  /** Where the assembly is written; the CLI names a folder of its own. */
  readonly outdir?: string;
}

/** The stacks of one stage. */
export interface Bailiwick {
  readonly app: App;
  readonly data: DataStack;
  readonly application: AppStack;
  readonly watch: WatchStack;
}

/** Builds the CDK app; the same for the command line, `npm start` and tests. */
export function bailiwick({ stage, outdir, code, body }: BailiwickProps): Bailiwick {
  checkStage(stage);
  // The flags are a frozen copy: cdk.json is not read outside the CLI, and a new release must not change the template.
  const app = new App({
    // Without the metadata that only the CLI switches on, so that both ways of synthesis give the same templates.
    postCliContext: {
      ...flags,
      'aws:cdk:enable-path-metadata': false,
      'aws:cdk:enable-asset-metadata': false,
    },
    analyticsReporting: false,
    ...(outdir === undefined ? {} : { outdir }),
  });
  const data = new DataStack(app, stage);
  const application = new AppStack(app, stage, { data, code, body });
  const watch = new WatchStack(app, stage, data, application);
  acknowledge(stage, data, application);
  Validations.of(app).addPlugins(new TemplateRules(), new AwsSolutionsChecks(app));
  return { app, data, application, watch };
}
