/* Letters: see parts.h. */
#include "worker/irc/parts.h"

#include "worker/irc/errors.h"
#include "worker/irc/line.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"

/* Begins a text that is an action. */
#define ACTION STR("\001ACTION ")

/* Room for "[2026-11-20 07:33 UTC] ". */
#define DATE_ROOM 32

/* Parts of a date, which is "2026-11-20T07:33:20.123Z". */
#define DAY_LEN ((size_t)10)
#define TIME_AT ((size_t)11)
#define TIME_LEN ((size_t)5)

/*
 * Returns whether the text of a letter begins with its date: the client sees no
 * other, or is a bot, which might take the text for a new command.
 */
static bool
needs_date(const struct irc *irc)
{
	return irc->is_bot || !irc_can(irc, CAP_SERVER_TIME);
}

/*
 * Writes the text with its date before it. An action stays one, and any other
 * CTCP is as it is.
 */
static struct str
dated(struct irc *irc, struct str text, uint64_t id, char *room, size_t size)
{
	const struct str whole = text;
	const struct str before = str_skip(&text, ACTION) ? ACTION : STR("");
	char date[IRC_DATE];
	struct buf buf;

	if (text.len > 0 && text.at[0] == '\001')
		return whole;
	(void)irc_date(irc, id, date);
	buf_init(&buf, room, size);
	(void)BUF_CAT(&buf, before, STR("["), (struct str) { date, DAY_LEN },
	    STR(" "), (struct str) { date + TIME_AT, TIME_LEN }, STR(" UTC] "),
	    text); /* fits */
	return buf_str(&buf);
}

/* Shows "past tell ID ACTOR ACCOUNT TEXT" as a message to the client. */
static void
show_letter(struct irc *irc, const struct command *said)
{
	char room[LIMIT_TEXT + DATE_ROOM];
	struct command letter;

	if (!irc_past_event(said, &letter) || letter.rule->verb != VERB_TELL)
		return;
	letter.arg[2] = irc_nick(irc);
	if (needs_date(irc))
		letter.arg[3] = dated(irc, letter.arg[3], irc_past_id(&letter),
		    room, sizeof(room));
	irc_event(irc, &letter, false);
}

bool
irc_letters_hear(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_LETTERS) {
		irc->letters.are_open = said->count == 0;
		if (said->count > 0)
			(void)str_to_number(said->arg[0], UINT64_MAX,
			    &irc->letters.last); /* an ID */
		return true;
	}
	if (said->rule->verb != VERB_PAST || !irc->letters.are_open)
		return false;
	show_letter(irc, said);
	return true;
}

void
irc_letters_written(struct irc *irc)
{
	if (irc->letters.last == 0 || irc->has_begun ||
	    irc->conn->asks->count > 0 || !conn_ready(irc->conn))
		return;
	(void)IRC_ASK(irc, IRC_ASKS_NOTHING, STR(""), STR("done"),
	    DECIMAL(irc->letters.last)); /* or they come again */
	irc->letters.last = 0;
}

enum irc_done
irc_pong(struct irc *irc, const struct irc_line *line)
{
	(void)line; /* it only tells the router that the client is there */
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_NOTHING, STR(""), STR("ping"));
}

/*
 * Makes the event that the message would have been: "tell ID ACTOR TARGET
 * TEXT".
 */
static bool
make_echo(struct irc *irc, struct str id, struct str target, struct str text,
    char room[LIMIT_LINE], struct command *event)
{
	char self_room[IRC_MASK];
	const struct str self = irc_self(irc, self_room);
	const bool is_mask = irc_has(self, '!');
	struct buf buf;

	buf_init(&buf, room, LIMIT_LINE);
	return BUF_CAT(&buf, STR("tell "), id, STR(" "), self,
		   is_mask ? STR("!*!-") : STR(""), STR(" "), target, STR(" "),
		   text) &&
	    grammar_parse(buf_str(&buf), FROM_SERVER, event) == CODE_OK;
}

/*
 * Takes "ok tell kept ID NAME", the answer to "TARGET TEXT"; or an event, which
 * may be the client's own message.
 */
void
irc_hear_privmsg(struct irc *irc, const struct command *said)
{
	struct str text = irc->ask->word, rest = said->arg[1];
	const struct str target = str_word(&text);
	char room[LIMIT_LINE];
	struct command event;
	struct str id;

	if (said->rule->verb != VERB_OK) {
		irc_hear_message(irc, said);
		return;
	}
	if (!str_eq(str_word(&rest), STR("kept")))
		return;
	id = str_word(&rest);
	if (irc_can(irc, CAP_ECHO_MESSAGE) && text.len > 0 &&
	    make_echo(irc, id, target, text, room, &event))
		irc_event(irc, &event, true);
	TELL(irc, "301 %w1 :Not connected; gets this message at the next login",
	    target);
}
