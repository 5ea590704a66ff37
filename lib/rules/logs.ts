import type { RuledTemplate, TemplateRule } from './rule.ts';
import { member, resourcesOf } from './rule.ts';

/** Twelve months (RET-06). */
const MOST_DAYS = 365;

/** RET-06: technical logs end after twelve months, and hold neither requests nor the data of executions. */
export const LOG_RULE: TemplateRule = {
  id: 'logs',
  says: 'Technical logs are kept for twelve months at most and hold no personal data',
  findings: (template: RuledTemplate) => [
    ...resourcesOf(template, 'AWS::Logs::LogGroup')
      .filter(({ properties }) => !(Number(properties['RetentionInDays']) <= MOST_DAYS))
      .map(({ id }) => ({
        rule: 'logs',
        resource: id,
        at: 'RetentionInDays',
        says: `a log ends after ${MOST_DAYS} days or earlier`,
      })),
    ...resourcesOf(template, 'AWS::StepFunctions::StateMachine')
      .filter(({ properties }) => member(properties, 'LoggingConfiguration.IncludeExecutionData') !== false)
      .map(({ id }) => ({
        rule: 'logs',
        resource: id,
        at: 'LoggingConfiguration.IncludeExecutionData',
        says: 'the data of an execution is not logged',
      })),
    ...resourcesOf(template, 'AWS::ApiGateway::Stage').flatMap(({ id, properties }) =>
      [
        {
          at: 'AccessLogSetting.Format',
          holds: !PERSONAL.test(String(member(properties, 'AccessLogSetting.Format'))),
        },
        { at: 'TracingEnabled', holds: properties['TracingEnabled'] === false },
        {
          at: 'MethodSettings.0.LoggingLevel',
          holds: member(properties, 'MethodSettings.0.LoggingLevel') === 'OFF',
        },
        {
          at: 'MethodSettings.0.CachingEnabled',
          holds: member(properties, 'MethodSettings.0.CachingEnabled') === false,
        },
      ]
        .filter(({ holds }) => !holds)
        .map(({ at }) => ({
          rule: 'logs',
          resource: id,
          at,
          says: 'the gateway keeps nothing of a request',
        })),
    ),
  ],
};

/** Variables of API Gateway whose values lead to a person, or are written by the caller. */
const PERSONAL =
  /\$context\.(?:path|identity|authorizer|authenticate|requestOverride|customDomain|domain|error\.message|error\.validation|protocol|integration\.error)/;
