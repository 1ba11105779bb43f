/* WHOWAS: see who.h. */
#include "worker/irc/who.h"

#include "worker/irc/ask.h"
#include "worker/irc/date.h"
#include "worker/irc/out.h"

static void
end_whowas(struct irc *irc, struct str name)
{
	if (irc->told == 0)
		NUMERIC(irc, "406", irc_word(name),
		    STR(" :There was no such nickname"));
	NUMERIC(irc, "369", irc_word(name), STR(" :End of WHOWAS"));
	irc->told = 0;
}

/* A count that is none, or is none above 0, is all. */
static struct str
count_of(const struct irc_line *line)
{
	uint64_t count;

	if (line->count < 2 ||
	    !str_to_number(line->param[1], UINT32_MAX, &count) || count == 0)
		return (struct str) { NULL, 0 };
	return line->param[1];
}

enum irc_done
irc_whowas(struct irc *irc, const struct irc_line *line)
{
	const struct str name =
	    line->count > 0 ? line->param[0] : (struct str) { NULL, 0 };
	const struct str words[] = { STR("whowas"), name, count_of(line) };

	if (name.len > 0 &&
	    irc_ask(irc, IRC_ASKS_WHOWAS, name, words,
		words[2].len > 0 ? 3 : 2) == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT;
	if (name.len == 0)
		NUMERIC(irc, "431", STR(":No nickname given"));
	else
		end_whowas(irc, name);
	return IRC_DONE;
}

/* NAME!USER@HOST as three words. */
static void
put_mask(struct irc *irc, struct str mask)
{
	for (size_t i = 0; i < mask.len; i++) {
		const struct str byte = { mask.at + i, 1 };
		const bool mark = *byte.at == '!' || *byte.at == '@';
		OUT(irc, mark ? STR(" ") : byte);
	}
}

/* was ID ACTOR REALNAME */
static void
tell_was(struct irc *irc, const struct command *said)
{
	const struct irc_actor actor = irc_actor(said->arg[1]);
	char room[IRC_DATE];
	uint64_t time;

	irc_out_begin(irc, NULL);
	OUT(irc, STR("314 "), irc_nick(irc), STR(" "));
	put_mask(irc, actor.mask);
	OUT(irc, STR(" * :"), said->arg[2]);
	irc_out_end(irc);
	if (str_to_number(said->arg[0], UINT64_MAX, &time))
		NUMERIC(irc, "312", actor.name, STR(" "), irc_server(irc),
		    STR(" :"), irc_date(irc, time, room));
	irc->told++;
}

void
irc_hear_whowas(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (said->rule->verb == VERB_WAS)
		tell_was(irc, said);
	else
		end_whowas(irc, ask->word);
}
