/** Every personal word of a story, so that it can be looked for afterwards. */
export interface Words {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly remark: string;
  readonly street: string;
  readonly note: string;
  /** Of the invoice; what a statute does not keep. */
  readonly aside: string;
  /** Of the request. */
  readonly wording: string;
}

/** Words of the business itself, which no erasure of a person touches. */
export interface HouseWords {
  readonly business: string;
  readonly administrator: string;
  readonly address: string;
}

/** Words that occur nowhere by chance: `mark` is a few letters. */
export function wordsOf(mark: string): Words & HouseWords {
  return { ...personOf(mark), ...houseOf(mark) };
}

/** The words of the person of a story. */
export function personOf(mark: string): Words {
  return {
    name: `Ines Albrecht ${mark}`,
    email: `ines.${mark}@example.org`,
    phone: `+49 30 90${Array.from(mark.slice(0, 5), (letter) => letter.charCodeAt(0) % 10).join('')}`,
    remark: `prefers calls – Grüße “${mark}rmk”`,
    street: `${mark}weg 7`,
    note: `${mark}nte: met Tomás Vidal at the fair`,
    aside: `${mark}rch, in the morning`,
    wording: `${mark}wrd: please delete what you hold about me`,
  };
}

/** The words of the business of a story. */
export function houseOf(mark: string): HouseWords {
  return {
    business: `Lindqvist & Daughters ${mark}hse`,
    administrator: `Noor Haddad ${mark}adm`,
    address: `noor.${mark}@example.com`,
  };
}
