/** Octets of a line at most, without its break (RFC 5545 §3.1, RFC 6350 §3.2). */
const WIDTH = 75;

/** A value of a text property: backslash, comma, semicolon and line break are escaped (RFC 5545 §3.3.11, RFC 6350 §3.4). */
export function textValue(text: string): string {
  return text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r\n|\r|\n/g, '\\n');
}

/** A content line of iCalendar or vCard, folded between characters and ended by CRLF; the value is escaped already. */
export function contentLine(name: string, value: string): string {
  let line = '';
  let octets = 0;
  for (const sign of `${name}:${value}`) {
    const more = Buffer.byteLength(sign);
    if (octets + more > WIDTH) {
      line += '\r\n ';
      octets = 1;
    }
    line += sign;
    octets += more;
  }
  return `${line}\r\n`;
}

/** A moment (RFC 3339) in UTC as both formats write it. */
export function utcStamp(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
