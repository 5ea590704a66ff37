import { writeCredentials } from '../../bin/start/write-credentials.ts';
import { cloudIn, placesIn } from './fixture.ts';

// A stack in a process of its own, so that it can be killed; tells its addresses in one line.
const [folder = ''] = process.argv.slice(2);
const cloud = await cloudIn(folder);
writeCredentials(placesIn(folder).stateDir, cloud);
const role = Object.values(cloud.outputs).find(({ OperatorRoleArn }) => OperatorRoleArn);
const operator = cloud.credentialsFor(role?.['OperatorRoleArn'] ?? '');
const { region } = cloud.place;
console.log(JSON.stringify({ apiUrl: cloud.apiUrl(), awsUrl: cloud.awsUrl, folder, region, operator }));
