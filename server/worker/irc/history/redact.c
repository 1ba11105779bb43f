/* REDACT (IRCv3 draft/message-redaction), by the router's verb redact. */
#include "worker/irc/events.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"
#include "worker/irc/session.h"

/* The ID of no message. */
#define NO_MESSAGE 1

static const struct str nothing;

/* The failure words and their texts; the last row is for all other codes. */
static const struct {
	enum code code;
	struct str word;
	struct str text;
} failures[] = {
	{ CODE_NOT_ALLOWED, LIT("REDACT_FORBIDDEN"),
	    LIT("You are not authorised to delete this message") },
	{ CODE_NOT_OPERATOR, LIT("REDACT_FORBIDDEN"),
	    LIT("You are not authorised to delete this message") },
	{ CODE_NO_SUCH_MESSAGE, LIT("UNKNOWN_MSGID"),
	    LIT("This message does not exist or is too old") },
	{ CODE_UNAVAILABLE, LIT("UNKNOWN_MSGID"),
	    LIT("The server has no access to its history now") },
	{ CODE_SLOW_DOWN, LIT("REDACT_FORBIDDEN"),
	    LIT("Others are still reading; try again later") },
	{ CODE_OK, LIT("INVALID_TARGET"),
	    LIT("You cannot delete messages from there") },
};

/* Writes FAIL REDACT CODE TARGET [MSGID] :text, about "TARGET MSGID". */
static void
redact_fail(struct irc *irc, enum code code, struct str about)
{
	const struct str target = irc_word(str_word(&about));
	struct irc_about room;
	const struct str words[] = { target, irc_word(about) };
	size_t i = 0;

	while (failures[i].code != code && failures[i].code != CODE_OK)
		i++;
	irc_fail_about(irc, STR("REDACT"), failures[i].word,
	    irc_about(&room, words, failures[i].code == CODE_OK ? 1 : 2),
	    failures[i].text);
}

/* Handles REDACT TARGET MSGID [:REASON]. A bad reason is left out. */
enum irc_done
irc_redact(struct irc *irc, const struct irc_line *line)
{
	struct irc_about room;
	const struct str of = IRC_ABOUT(&room, line->param[0], line->param[1]);
	char table_room[IRC_TABLE];
	struct str table;
	uint64_t id;
	enum code code = CODE_NO_SUCH_NAME;

	/* The router refuses a wrong target first. */
	if (!irc_reference_id(line->param[1], &id))
		id = NO_MESSAGE;
	if (irc_table(line->param[0], table_room, &table))
		code = IRC_ASK(irc, IRC_ASKS_REDACT, of, STR("redact"), table,
		    DECIMAL(id), line->param[2]);
	if (code == CODE_BAD_TEXT || code == CODE_TOO_LONG)
		code = IRC_ASK(irc, IRC_ASKS_REDACT, of, STR("redact"), table,
		    DECIMAL(id), nothing);
	if (code != CODE_OK)
		redact_fail(irc, code, of);
	return IRC_DONE;
}

/* Takes the event or an error. */
void
irc_hear_redact(struct irc *irc, const struct command *said)
{
	enum code code = CODE_UNAVAILABLE;

	if (said->rule->verb != VERB_ERR) {
		irc_event(irc, said, true);
		return;
	}
	(void)code_find(said->arg[1], &code);
	redact_fail(irc, code, irc->ask->word);
}
