/* Letters: see letters.h. */
#include "net/letters.h"

#include <string.h>

#include "text/words/heard.h"

/* Messages in a page. */
#define PAGE 100

static struct str
place_of(const struct letters_talk *talk)
{
	return (struct str) { talk->place, talk->len };
}

/* Finds the talk with that account, or makes it; null: there is no room. */
static struct letters_talk *
find_talk(struct letters *letters, struct str place, bool makes)
{
	struct letters_talk *talk = letters->talk;
	const struct letters_talk *end = talk + letters->count;

	while (talk < end && !str_caseeq(place_of(talk), place))
		talk++;
	if (talk < end)
		return talk;
	if (!makes || letters->count == LETTERS_TALKS ||
	    place.len > sizeof(talk->place))
		return NULL;
	letters->count++;
	*talk = (struct letters_talk) { .len = place.len };
	memcpy(talk->place, place.at, place.len);
	return talk;
}

/* Returns the talk with an account, or null: there is no account, or no room.
 */
static struct letters_talk *
find_account(struct letters *letters, struct str account)
{
	const bool makes = letters->step != LETTERS_NONE_YET;
	char room[1 + LIMIT_NAME];
	struct buf place;

	if (account.len == 0)
		return NULL;
	buf_init(&place, room, sizeof(room));
	(void)BUF_CAT(&place, STR("@"), account); /* else it is none */
	return find_talk(letters, buf_str(&place), makes);
}

/*
 * Returns the account that has sent a private message; empty: it has none, or
 * the line is something else.
 */
static struct str
account_of(const struct session *session, const struct command *event)
{
	struct heard heard;

	if (event->rule->args[0] != ARG_ID)
		return STR("");
	(void)heard_take(&heard, event, STR("")); /* the verb tells */
	const enum verb verb = heard.event.rule->verb;
	if ((verb != VERB_TELL &&
		(verb != VERB_LINES || heard.event.arg[1].at[0] != '@')) ||
	    str_caseeq(heard_causer(&heard), session_name(session)))
		return STR("");
	return heard.account;
}

void
letters_forget(struct letters *letters)
{
	*letters = (struct letters) { 0 };
}

/* Returns whether there may be letters of the talk that are not read. */
static bool
is_behind(const struct letters *letters, const struct letters_talk *talk)
{
	return talk->behind || letters->step == LETTERS_WANTED ||
	    letters->step == LETTERS_ASKED;
}

void
letters_lost(struct letters *letters)
{
	for (size_t i = 0; i < letters->count; i++) {
		struct letters_talk *talk = &letters->talk[i];
		if (!is_behind(letters, talk) && talk->newest > talk->came.last)
			fetch_begin(&talk->came, talk->newest);
		talk->came.come = 0;
		talk->behind = false;
		talk->live = talk->newest = 0;
	}
	letters->step = LETTERS_NONE_YET;
	letters->page = (struct fetch) { 0 };
}

/* Returns the talk that is to be read next, or null. */
static struct letters_talk *
next_talk(struct letters *letters)
{
	for (size_t i = 0; i < letters->count; i++)
		if (letters->talk[i].behind)
			return &letters->talk[i];
	return NULL;
}

struct letters_talk *
letters_take_talk(struct letters *letters, const struct session *session,
    const struct command *line)
{
	struct letters_talk *talk;
	uint64_t after;

	/* What the person's own /talks lists is shown. */
	if (line->rule->verb != VERB_TALK || line->count < 3 ||
	    session_awaits(session, VERB_TALKS, false) ||
	    !str_to_number(line->arg[1], INT64_MAX, &after) ||
	    (talk = find_talk(letters, line->arg[0], true)) == NULL)
		return NULL;
	talk->after = talk->done = after;
	return talk;
}

/* Takes a message of the talk that is read. What came live is not new. */
static enum letters_news
take_letter(struct letters *letters, const struct session *session,
    const struct command *letter)
{
	struct letters_talk *talk = letters->read;

	return find_account(letters, account_of(session, letter)) == talk &&
		fetch_advance(&talk->came, letter) &&
		!letters_was_live(letters, place_of(talk), fetch_id(letter)) ?
	    LETTERS_NEW :
	    LETTERS_NOTED;
}

bool
letters_was_live(struct letters *letters, struct str place, uint64_t id)
{
	const struct letters_talk *talk = find_talk(letters, place, false);

	return talk != NULL && id >= talk->live && id <= talk->newest;
}

void
letters_take_live(struct letters *letters, const struct session *session,
    const struct command *tell, struct str account)
{
	struct letters_talk *talk = find_account(letters, account);

	if (talk == NULL ||
	    str_caseeq(grammar_actor(tell), session_name(session)))
		return;
	talk->newest = fetch_id(tell);
	if (talk->live == 0)
		talk->live = talk->newest;
}

enum letters_news
letters_take(struct letters *letters, const struct session *session,
    const struct command *line, struct command *letter)
{
	struct letters_talk *talk = letters->read;

	switch (fetch_take(&letters->page, session, line, letter)) {
	case FETCH_OTHER:
		break;
	case FETCH_EVENT:
		return take_letter(letters, session, letter);
	case FETCH_END:
		talk->after = letters->page.at;
		talk->behind = letters->page.more;
		return LETTERS_NOTED;
	case FETCH_REFUSED:
		talk->behind = false;
		if (talk->held == 0)
			talk->held = talk->after + 1;
		return LETTERS_NOTED;
	default:
		return LETTERS_NOTED;
	}
	talk = letters_take_talk(letters, session, line);
	if (talk != NULL) {
		talk->behind = true;
		return LETTERS_NOTED;
	}
	letters_take_live(letters, session, line, account_of(session, line));
	return LETTERS_NONE;
}

void
letters_ask(struct letters *letters, struct session *session)
{
	struct letters_talk *talk = next_talk(letters);

	if (letters->step == LETTERS_WANTED && session_name(session).len > 0) {
		letters->step = LETTERS_ASKED;
		SESSION_ASK(session, VERB_TALKS, STR("talks"));
	} else if (talk != NULL && letters->page.number == 0) {
		letters->page = (struct fetch) { .way = FETCH_ON,
			.said = true,
			.hidden = true,
			.size = PAGE,
			.at = talk->after };
		letters->read = talk;
		fetch_ask(&letters->page, session, place_of(talk));
	}
}

void
letters_hold(struct letters *letters, const struct session *session,
    const struct command *message)
{
	struct letters_talk *talk =
	    find_account(letters, account_of(session, message));
	const uint64_t id = fetch_id(message);

	if (talk != NULL && (talk->held == 0 || id < talk->held))
		talk->held = id;
}

bool
letters_report(struct letters *letters, struct session *session)
{
	for (size_t i = 0; i < letters->count; i++)
		if (is_behind(letters, &letters->talk[i]))
			return false;
	for (size_t i = 0; i < letters->count; i++) {
		struct letters_talk *talk = &letters->talk[i];
		uint64_t upto = talk->came.place;
		if (talk->newest > upto)
			upto = talk->newest;
		if (talk->held != 0 && talk->held <= upto)
			upto = talk->held - 1;
		if (upto <= talk->done)
			continue;
		if (!session_ready(session))
			return false;
		SESSION_ASK(session, VERB_SEEN, STR("seen"), place_of(talk),
		    DECIMAL(upto));
		talk->done = upto;
	}
	return true;
}
