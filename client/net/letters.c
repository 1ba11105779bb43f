/* Letters: see letters.h. */
#include "net/letters.h"

#include <string.h>

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

void
letters_forget(struct letters *letters)
{
	*letters = (struct letters) { 0 };
}

void
letters_lost(struct letters *letters)
{
	letters->wanted = false;
	letters->number = 0;
	for (size_t i = 0; i < letters->count; i++) {
		struct letters_talk *talk = &letters->talk[i];
		talk->left = talk->first = talk->last = talk->done = 0;
		talk->held = 0;
	}
}

/* Returns the talk that is to be read next, or null. */
static struct letters_talk *
next_talk(struct letters *letters)
{
	for (size_t i = 0; i < letters->count; i++)
		if (letters->talk[i].left > 0)
			return &letters->talk[i];
	return NULL;
}

/* Takes "talk @ACCOUNT ID N". */
static void
take_talk(struct letters *letters, const struct command *line)
{
	uint64_t after, count;
	struct letters_talk *talk;

	if (!str_to_number(line->arg[1], INT64_MAX, &after) ||
	    !str_to_number(line->arg[2], UINT32_MAX, &count) ||
	    (talk = find_talk(letters, line->arg[0], true)) == NULL)
		return;
	talk->after = after;
	talk->left = count;
}

/* Takes "past tell ID FROM TO TEXT" of the talk that is read. */
static enum letters_news
take_letter(struct letters *letters, const struct session *session,
    const struct command *past, struct command *letter)
{
	struct letters_talk *talk = letters->asked;
	struct str account;
	uint64_t id;

	if (grammar_parse(past->arg[0], FROM_SERVER, letter) != CODE_OK ||
	    letter->rule->verb != VERB_TELL || talk->left == 0 ||
	    !str_to_number(letter->arg[0], INT64_MAX, &id) || id == 0)
		return LETTERS_NOTED;
	account = grammar_account_of(letter->arg[1]);
	if (account.len > 0 ?
		!str_caseeq(
		    account, (struct str) { talk->place + 1, talk->len - 1 }) :
		str_caseeq(letter->arg[1], session_name(session)))
		return LETTERS_NOTED; /* we have said that */
	talk->left--;
	talk->first = talk->first == 0 ? id : talk->first;
	talk->last = id;
	if (id <= talk->came)
		return LETTERS_NOTED;
	talk->came = id;
	return LETTERS_NEW;
}

/*
 * Takes "ok history T COUNT LASTID", or why there is none: without an event
 * more, no letter is left.
 */
static void
take_end(struct letters *letters, const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	struct letters_talk *talk = letters->asked;
	uint64_t count = 0;

	letters->number = 0;
	(void)str_word(&rest);
	if (line->rule->verb == VERB_ERR ||
	    !str_to_number(str_word(&rest), UINT64_MAX, &count) || count == 0 ||
	    !str_to_number(str_word(&rest), INT64_MAX, &talk->after))
		talk->left = 0;
}

enum letters_news
letters_take(struct letters *letters, const struct session *session,
    const struct command *line, struct command *letter)
{
	const enum verb verb = line->rule->verb;
	const bool answers =
	    letters->number != 0 && session_answers(session) == letters->number;

	if (verb == VERB_TALK && line->count > 2 &&
	    !session_awaits(session, VERB_TALKS, false)) {
		take_talk(letters, line);
		return LETTERS_NOTED;
	}
	if (answers && verb == VERB_PAST)
		return take_letter(letters, session, line, letter);
	if (answers && (verb == VERB_OK || verb == VERB_ERR))
		take_end(letters, line);
	return LETTERS_NONE;
}

void
letters_ask(struct letters *letters, struct session *session)
{
	struct letters_talk *talk = next_talk(letters);

	if (letters->wanted && session_name(session).len > 0) {
		letters->wanted = false;
		SESSION_ASK(session, VERB_TALKS, STR("talks"));
	} else if (talk != NULL && letters->number == 0) {
		SESSION_ASK(session, VERB_HISTORY, STR("history"),
		    place_of(talk), STR("said"), STR("after"),
		    DECIMAL(talk->after), DECIMAL(talk->left));
		letters->asked = talk;
		letters->number = session->said;
	}
}

void
letters_hold(struct letters *letters, const struct command *letter)
{
	const struct str account = grammar_account_of(letter->arg[1]);
	char room[1 + LIMIT_NAME];
	struct letters_talk *talk;
	struct buf place;
	uint64_t id;

	buf_init(&place, room, sizeof(room));
	(void)BUF_CAT(&place, STR("@"), account); /* else it is none */
	talk = find_talk(letters, buf_str(&place), false);
	if (talk != NULL && str_to_number(letter->arg[0], INT64_MAX, &id) &&
	    id >= talk->first && (talk->held == 0 || id < talk->held))
		talk->held = id;
}

bool
letters_report(struct letters *letters, struct session *session)
{
	if (letters->number != 0 || next_talk(letters) != NULL)
		return false;
	for (size_t i = 0; i < letters->count; i++) {
		struct letters_talk *talk = &letters->talk[i];
		uint64_t upto = talk->last;
		if (talk->held != 0 && talk->held <= upto)
			upto = talk->held - 1;
		if (upto < talk->first || upto <= talk->done)
			continue;
		if (!session_ready(session))
			return false;
		SESSION_ASK(session, VERB_SEEN, STR("seen"), place_of(talk),
		    DECIMAL(upto));
		talk->done = upto;
	}
	return true;
}
