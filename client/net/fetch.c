/* Pages of the history: see fetch.h. */
#include "net/fetch.h"

#include <string.h>

void
fetch_ask(struct fetch *page, struct session *session, struct str target)
{
	const struct str at = DECIMAL(page->at), size = DECIMAL(page->size);
	struct str words[7] = { STR("history"), target };
	size_t count = 2;

	if (page->said)
		words[count++] = STR("said");
	if (page->text != NULL) {
		words[count++] = STR("find");
		words[count++] = size;
		words[count++] = at;
		words[count++] = str_from(page->text);
	} else if (page->way == FETCH_BACK && page->at == 0) {
		words[count++] = STR("last");
		words[count++] = size;
	} else {
		words[count++] =
		    page->way == FETCH_BACK ? STR("before") : STR("after");
		words[count++] = at;
		words[count++] = size;
	}
	if (page->hidden)
		session_ask(session, VERB_HISTORY, words, count);
	else
		session_say(session, VERB_HISTORY, words, count);
	page->number = session->said;
	page->oldest = 0;
}

uint64_t
fetch_id(const struct command *event)
{
	uint64_t id = 0;

	(void)str_to_number(event->arg[0], UINT64_MAX, &id); /* it is one */
	return id;
}

void
fetch_begin(struct fetch_progress *progress, uint64_t id)
{
	/* Of that event, nothing is new. */
	*progress = (struct fetch_progress) {
		.last = id, .place = id, .passed = SIZE_MAX
	};
}

bool
fetch_advance(struct fetch_progress *progress, const struct command *event)
{
	const uint64_t id = fetch_id(event);
	uint64_t count;

	if (id < progress->last)
		return false;
	if (id > progress->last) {
		progress->last = id;
		progress->come = progress->passed = 0;
		progress->lines = 1;
	}
	if (event->rule->verb == VERB_LINES &&
	    str_to_number(event->arg[3], LIMIT_LINES, &count))
		progress->lines = 1 + (size_t)count;
	if (++progress->come <= progress->passed)
		return false;
	progress->passed = progress->come;
	if (progress->passed >= progress->lines)
		progress->place = id;
	return true;
}

/* Takes "past EVENT". */
static enum fetch_news
take_past(struct fetch *page, struct str line, struct command *event)
{
	if (grammar_parse(line, FROM_SERVER, event) != CODE_OK)
		return FETCH_NOTHING;
	if (event->rule->verb == VERB_GAP)
		return FETCH_GAP;
	if (event->rule->verb == VERB_TAGS)
		return FETCH_TAGS;
	if (event->rule->args[0] != ARG_ID)
		return FETCH_NOTHING;
	const uint64_t id = fetch_id(event);
	if (page->oldest == 0 || id < page->oldest)
		page->oldest = id;
	return FETCH_EVENT;
}

/*
 * Takes "ok history T COUNT LASTID". The page may have had events that we did
 * not get; LASTID is then the only way on.
 */
static void
take_end(struct fetch *page, const struct command *ok)
{
	struct str rest = ok->arg[1];
	uint64_t count = 0, last = 0;

	(void)str_word(&rest);
	if (!str_to_number(str_word(&rest), UINT64_MAX, &count) ||
	    !str_to_number(str_word(&rest), UINT64_MAX, &last))
		count = last = 0;
	if (page->way == FETCH_BACK && page->oldest != 0 &&
	    (last == 0 || page->oldest < last))
		last = page->oldest;
	page->more = count >= page->size && last != 0 && last != page->at;
	if (count > 0 && last != 0)
		page->at = last;
}

enum fetch_news
fetch_take(struct fetch *page, const struct session *session,
    const struct command *line, struct command *event)
{
	const size_t number = page->number;

	if (number == 0)
		return FETCH_OTHER;
	if (line->rule->verb == VERB_PAST && session_answers(session) == number)
		return take_past(page, line->arg[0], event);
	if (session->answered != VERB_HISTORY ||
	    session->said - session->owed_count != number)
		return FETCH_OTHER;
	page->number = 0;
	page->more = false;
	if (line->rule->verb == VERB_ERR)
		return FETCH_REFUSED;
	take_end(page, line);
	return FETCH_END;
}

bool
fetch_is_recorded(const struct command *answer)
{
	struct str rest = answer->arg[1];

	(void)str_word(&rest);
	const struct str letters = str_word(&rest);
	return letters.len > 0 && memchr(letters.at, 'H', letters.len) != NULL;
}
