import { LANGUAGES } from '../letters/content.ts';
import { escapeHtml } from '../letters/render.ts';
import { page } from './pages.ts';
import { ANSWER_LABELS } from '../notices/answers.ts';
import { ANSWERS } from '../notices/notice.ts';

/** The page behind the link of a notice: the same for every link, since nothing is looked up before the answer. */
export function noticePage(link: string): string {
  const choices = ANSWERS.map((answer, position) => {
    const labels = LANGUAGES.map(
      (language) => `<span lang="${language}">${escapeHtml(ANSWER_LABELS[language][answer])}</span>`,
    );
    const checked = position === 0 ? ' required' : '';
    return `<p><label><input type="radio" name="answer" value="${answer}"${checked}> ${labels.join('<br>')}</label></p>`;
  });
  const form = `<form method="post" action="${escapeHtml(link)}/answer"><fieldset>${choices.join('\n')}</fieldset><button>OK</button></form>`;
  return page('notice', form);
}

/** The page after an answer, the same for every link. */
export function noticeAnsweredPage(saying: 'noticeAnswered' | 'later'): string {
  return page(saying, '');
}
