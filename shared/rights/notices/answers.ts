import type { Wordings } from '../letters/content.ts';
import type { NoticeAnswer } from './notice.ts';

/** The answers as the page offers them. */
export const ANSWER_LABELS: Wordings<Readonly<Record<NoticeAnswer, string>>> = {
  en: {
    done: 'Done, or nothing of it is held here any more',
    'data-cannot-be-told-apart': 'Impossible: the data cannot be told apart from others',
    'was-made-public': 'Disproportionate: the data were made public',
    'too-many-recipients': 'Disproportionate: they went on to too many others',
    'age-of-the-disclosure': 'Disproportionate: it is too long ago',
  },
  de: {
    done: 'Erledigt, oder hier ist nichts mehr davon vorhanden',
    'data-cannot-be-told-apart': 'Unmöglich: Die Daten lassen sich nicht von anderen unterscheiden',
    'was-made-public': 'Unverhältnismäßig: Die Daten wurden veröffentlicht',
    'too-many-recipients': 'Unverhältnismäßig: Sie gingen an zu viele andere weiter',
    'age-of-the-disclosure': 'Unverhältnismäßig: Es ist zu lange her',
  },
  fr: {
    done: 'C’est fait, ou plus rien n’en est détenu ici',
    'data-cannot-be-told-apart': 'Impossible : les données ne se distinguent pas d’autres',
    'was-made-public': 'Disproportionné : les données ont été rendues publiques',
    'too-many-recipients': 'Disproportionné : elles ont été transmises à trop d’autres',
    'age-of-the-disclosure': 'Disproportionné : c’est trop ancien',
  },
};
