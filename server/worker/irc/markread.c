/* MARKREAD: see markread.h. */
#include "worker/irc/markread.h"

#include "shared/names.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

#define STAMP STR("timestamp=")

static enum irc_done
irc_markread_fail(
    struct irc *irc, struct str code, struct str about, struct str text)
{
	irc_fail_about(irc, STR("MARKREAD"), code,
	    about.len > 0 ? irc_word(about) : about, text);
	return IRC_DONE;
}

/* Reads a timestamp as the last ID of its millisecond. */
static bool
id_of(struct str word, char room[STR_DIGITS], struct str *id)
{
	uint64_t time;

	if (!str_skip(&word, STAMP) || !irc_date_read(word, &time))
		return false;
	*id = str_number(time + MSEC - 1, room);
	return true;
}

enum irc_done
irc_markread(struct irc *irc, const struct irc_line *line)
{
	char room[IRC_TABLE], digits[STR_DIGITS];
	struct str table, id = { NULL, 0 };

	if (line->count == 0)
		return irc_markread_fail(irc, STR("NEED_MORE_PARAMS"),
		    (struct str) { NULL, 0 }, STR("Missing parameters"));
	if (!irc_table(line->param[0], room, &table))
		return irc_markread_fail(irc, STR("INVALID_PARAMS"),
		    line->param[0], STR("Invalid channel or nickname"));
	if ((line->count == 1 || id_of(line->param[1], digits, &id)) &&
	    IRC_ASK(irc, IRC_ASKS_MARKREAD, line->param[0], STR("seen"), table,
		id) == CODE_OK)
		return IRC_DONE;
	return irc_markread_fail(irc, STR("INVALID_PARAMS"), line->param[1],
	    STR("Expected timestamp=YYYY-MM-DDThh:mm:ss.sssZ"));
}

void
irc_markread_ask(struct irc *irc, struct str channel)
{
	if (irc_can(irc, CAP_READ_MARKER))
		(void)IRC_ASK(irc, IRC_ASKS_JOIN_MARKREAD, channel, STR("seen"),
		    irc_group(channel)); /* always valid */
}

static void
irc_markread_tell(struct irc *irc, struct str target, struct str id)
{
	char room[IRC_DATE];
	uint64_t time;
	const bool any = str_to_number(id, UINT64_MAX, &time) && time > 0;

	OUT_LINE(irc, NULL, STR("MARKREAD "), irc_word(target), STR(" "),
	    any ? STAMP : STR("*"), any ? irc_date(irc, time, room) : STR(""));
}

void
irc_hear_markread(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_ERR) {
		irc_fail_about(irc, STR("MARKREAD"), STR("INTERNAL_ERROR"),
		    irc->ask->word, STR("Cannot set the read timestamp"));
		return;
	}
	(void)str_word(&rest); /* the table */
	irc_markread_tell(irc, irc->ask->word, rest);
}

void
irc_hear_join_markread(struct irc *irc, const struct command *said)
{
	if (!irc->join_failed && said->rule->verb == VERB_OK)
		irc_hear_markread(irc, said);
}

void
irc_markread_show(struct irc *irc, struct str table, struct str id)
{
	char room[IRC_TABLE];

	if (irc_can(irc, CAP_READ_MARKER))
		irc_markread_tell(irc, irc_table_shown(table, room), id);
}
