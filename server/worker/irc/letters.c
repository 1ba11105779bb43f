/* Letters: see session.h. */
#include "worker/irc/out.h"

/* Room for "[2026-11-20 07:33 UTC] ". */
#define DATE_ROOM 32

/* Parts of a date, which is "2026-11-20T07:33:20.123Z". */
#define DAY_LEN ((size_t)10)
#define TIME_AT ((size_t)11)
#define TIME_LEN ((size_t)5)

/*
 * Writes the text with its date before it. An action stays one, and any other
 * CTCP is as it is.
 */
static struct str
dated(struct str text, uint64_t id, char *room, size_t size)
{
	const struct str whole = text;
	const struct str before =
	    str_skip(&text, IRC_ACTION) ? IRC_ACTION : STR("");
	char date[DATE_TEXT];
	struct buf buf;

	if (text.len > 0 && text.at[0] == '\001')
		return whole;
	(void)irc_date(id, date);
	buf_init(&buf, room, size);
	(void)BUF_CAT(&buf, before, STR("["), (struct str) { date, DAY_LEN },
	    STR(" "), (struct str) { date + TIME_AT, TIME_LEN }, STR(" UTC] "),
	    text); /* fits */
	return buf_str(&buf);
}

/*
 * Shows "past tell ID ACTOR ACCOUNT TEXT" as a message to the client. Its text
 * begins with its date if the client sees no other, or is a bot, which might
 * take the text for a new command.
 */
static void
show_letter(struct irc *irc, const struct command *said)
{
	char room[LIMIT_TEXT + DATE_ROOM];
	struct command letter;
	uint64_t id = 0;

	if (!irc_past_event(said, &letter) || letter.rule->verb != VERB_TELL)
		return;
	letter.arg[2] = irc_nick(irc);
	(void)str_to_number(letter.arg[0], UINT64_MAX, &id); /* an ID */
	if (irc->is_bot || !irc_can(irc, CAP_SERVER_TIME))
		letter.arg[3] = dated(letter.arg[3], id, room, sizeof(room));
	irc_event(irc, &letter, false);
}

bool
irc_letters_hear(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_LETTERS) {
		irc->letters_open = said->count == 0;
		if (said->count > 0)
			(void)str_to_number(said->arg[0], UINT64_MAX,
			    &irc->letters_last); /* an ID */
		return true;
	}
	if (said->rule->verb != VERB_PAST || !irc->letters_open)
		return false;
	show_letter(irc, said);
	return true;
}

void
irc_letters_written(struct irc *irc)
{
	if (irc->letters_last == 0 || irc->conn->asks->count > 0 ||
	    !conn_ready(irc->conn))
		return;
	(void)ASK(irc, NOTHING, STR(""), STR("done"),
	    DECIMAL(irc->letters_last)); /* or they come again */
	irc->letters_last = 0;
}

/*
 * Takes "ok tell kept ID NAME", the answer to "TARGET TEXT": the client is told
 * as it is when somebody is away, and gets the event that the message would
 * have been, "tell ID ACTOR TARGET TEXT".
 */
void
irc_hear_kept(struct irc *irc, struct str id)
{
	char self_room[IRC_MASK], room[LIMIT_LINE];
	const struct str self = irc_self(irc, self_room);
	struct str text = irc->ask->word;
	const struct str target = str_word(&text);
	struct command event;
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	if (irc_can(irc, CAP_ECHO_MESSAGE) && text.len > 0 &&
	    BUF_CAT(&buf, STR("tell "), id, STR(" "), self,
		irc_has(self, '!') ? STR("!*!-") : STR(""), STR(" "), target,
		STR(" "), text) &&
	    grammar_parse(buf_str(&buf), FROM_SERVER, &event) == CODE_OK)
		irc_event(irc, &event, true);
	TELL(irc, "301 %w1 :Not connected; gets this message at the next login",
	    target);
}
