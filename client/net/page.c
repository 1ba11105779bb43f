/* Pages of the history: see page.h. */
#include "net/page.h"

#include <string.h>

void
page_ask(struct page *page, struct session *session, const struct str *words,
    size_t count)
{
	struct str all[8] = { STR("history") };

	for (size_t i = 0; i < count && i + 1 < COUNT(all); i++)
		all[i + 1] = words[i];
	session_say(session, VERB_HISTORY, all, count + 1);
	*page = (struct page) { .number = session->said };
}

uint64_t
page_id(const struct command *event)
{
	uint64_t id = 0;

	(void)str_to_number(event->arg[0], UINT64_MAX, &id); /* it is one */
	return id;
}

/* Takes "past EVENT". */
static enum page_news
take_past(struct page *page, struct str line, struct command *event)
{
	if (grammar_parse(line, FROM_SERVER, event) != CODE_OK)
		return PAGE_NOTHING;
	if (event->rule->verb == VERB_GAP)
		return PAGE_GAP;
	if (event->rule->args[0] != ARG_ID)
		return PAGE_NOTHING;
	if (page->oldest == 0)
		page->oldest = page_id(event);
	return PAGE_EVENT;
}

enum page_news
page_take(struct page *page, const struct session *session,
    const struct command *line, struct command *event)
{
	const size_t number = page->number;

	if (number == 0)
		return PAGE_OTHER;
	if (line->rule->verb == VERB_PAST && session_answers(session) == number)
		return take_past(page, line->arg[0], event);
	if (session->answered != VERB_HISTORY ||
	    session->said - session->owed_count != number)
		return PAGE_OTHER;
	page->number = 0;
	if (line->rule->verb == VERB_ERR)
		return PAGE_REFUSED;
	/* "ok history T COUNT LASTID" */
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	(void)str_word(&rest);
	if (!str_to_number(str_word(&rest), UINT64_MAX, &page->count) ||
	    !str_to_number(str_word(&rest), UINT64_MAX, &page->last))
		page->count = page->last = 0;
	return PAGE_END;
}

bool
page_is_recorded(const struct command *answer)
{
	struct str rest = answer->count > 1 ? answer->arg[1] : STR("");

	if (answer->rule->verb != VERB_OK)
		return false;
	(void)str_word(&rest);
	const struct str letters = str_word(&rest);
	return letters.len > 0 && memchr(letters.at, 'H', letters.len) != NULL;
}
