/* KICK, INVITE: see members.h. */
#include "worker/irc/members.h"

#include "worker/irc/ask.h"
#include "worker/irc/channel.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/out.h"
#include "worker/irc/words.h"

static enum irc_done
tell(struct irc *irc, enum irc_asks what, enum code code, struct str of)
{
	if (!irc_settled(irc))
		return IRC_WAIT;
	irc_error(irc, what, code, of);
	return IRC_MORE;
}

/* Each of its channel, or all of the one that there is. */
enum irc_done
irc_kick(struct irc *irc, const struct irc_line *line)
{
	struct str channel, name;
	struct irc_about room;

	if (!irc_step_word(irc, line->param[1], &name))
		return IRC_DONE;
	if (!irc_step_word(irc, line->param[0], &channel) &&
	    !irc_word_at(line->param[0], 0, &channel))
		return IRC_DONE;
	const struct str words[] = { STR("kick"), irc_group(channel), name,
		line->param[2] };
	const size_t count = line->count > 2 && words[3].len > 0 ? 4 : 3;
	const struct str of = IRC_ABOUT(&room, channel, name);
	const enum code code = irc_is_group(words[1]) ?
	    irc_ask(irc, IRC_ASKS_KICK, of, words, count) :
	    CODE_NO_SUCH_GROUP;
	return code == CODE_OK ? IRC_MORE : tell(irc, IRC_ASKS_KICK, code, of);
}

/* INVITE NAME CHANNEL, or alone: to where the client is invited. */
enum irc_done
irc_invite(struct irc *irc, const struct irc_line *line)
{
	struct irc_about room;
	enum code code = CODE_NO_SUCH_GROUP;

	if (line->count == 0)
		return IRC_ASK_OR_TELL(
		    irc, IRC_ASKS_INVITED, STR("INVITE"), STR("invited"));
	if (line->count == 1) {
		if (!irc_settled(irc))
			return IRC_WAIT;
		NUMERIC(irc, "461", STR("INVITE :Not enough parameters"));
		return IRC_DONE;
	}
	const struct str group = irc_group(line->param[1]);
	const struct str of = IRC_ABOUT(&room, line->param[1], line->param[0]);
	if (irc_is_group(group))
		code = IRC_ASK(irc, IRC_ASKS_INVITE, of, STR("invite"), group,
		    line->param[0]);
	if (code == CODE_OK)
		return IRC_DONE;
	return tell(irc, IRC_ASKS_INVITE, code, of) == IRC_WAIT ? IRC_WAIT :
								  IRC_DONE;
}

/* ok invite G NAME; and gone NAME TEXT before it. */
void
irc_hear_invite(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	struct str name = said->arg[1];

	(void)ask;
	if (said->rule->verb != VERB_OK) {
		irc_event(irc, said, true);
		return;
	}
	const struct str group = str_word(&name);
	NUMERIC(irc, "341", name, STR(" #"), group);
}

/* invited G, and ok invited COUNT */
void
irc_hear_invited(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)ask;
	if (said->rule->verb == VERB_OK)
		NUMERIC(irc, "337", STR(":End of INVITE list"));
	else
		NUMERIC(irc, "336", STR("#"), said->arg[0]);
}
