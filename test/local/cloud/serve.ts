import { startCloud } from '../../../local/cloud.ts';

const [assembly = '', stateDir = ''] = process.argv.slice(2);
const cloud = await startCloud({ assembly, stateDir });
console.log(JSON.stringify({ apiUrl: cloud.apiUrl(), awsUrl: cloud.awsUrl }));
