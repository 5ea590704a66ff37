import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib/core';
import { ENCRYPTION_RULE, TRANSPORT_RULE } from './encryption.ts';
import { GATEWAY_RULE } from './gateway.ts';
import { LOG_RULE } from './logs.ts';
import { POLICY_RULE } from './policies.ts';
import { REGION_RULE } from './regions.ts';
import type { Finding, RuledTemplate, StackEnvironment, TemplateRule } from './rule.ts';
import { TABLE_RULE } from './tables.ts';

/** Every rule that a template is held to. */
export const TEMPLATE_RULES: readonly TemplateRule[] = [
  REGION_RULE,
  TABLE_RULE,
  ENCRYPTION_RULE,
  TRANSPORT_RULE,
  LOG_RULE,
  POLICY_RULE,
  GATEWAY_RULE,
];

/** What all rules find in one template. */
export function templateFindings(template: RuledTemplate, environment: StackEnvironment): Finding[] {
  return TEMPLATE_RULES.flatMap((rule) => rule.findings(template, environment));
}

/** Holds every synthesized template to the rules, whatever construct wrote it; a finding ends the synthesis. */
export class TemplateRules implements IPolicyValidationPlugin {
  readonly name = 'bailiwick';
  readonly ruleIds = TEMPLATE_RULES.map(({ id }) => id);
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = context.stackTemplates.flatMap(({ templatePath, region }) => {
      const template = JSON.parse(readFileSync(templatePath, 'utf8')) as RuledTemplate;
      // A stack that fits any region has no home: it is refused like one in a foreign region.
      return templateFindings(template, { region: region ?? 'unknown' }).map(
        ({ rule, resource, at, says }) => ({
          ruleName: rule,
          description: says,
          violatingResources: [{ resourceLogicalId: resource, templatePath, locations: [at] }],
        }),
      );
    });
    return { success: violations.length === 0, violations };
  }
}
