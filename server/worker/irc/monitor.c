/* MONITOR: see monitor.h. */
#include "worker/irc/monitor.h"

#include "worker/irc/ask.h"
#include "worker/irc/errors.h"
#include "worker/irc/out.h"
#include "worker/irc/words.h"

void
irc_monitor_show(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ONLINE)
		NUMERIC(irc, "730", STR(":"), irc_actor(said->arg[1]).mask);
	else
		NUMERIC(irc, "731", STR(":"), said->arg[1]);
}

/*
 * A name a step. Nobody can ever have what is no name: it is told to be away,
 * as most servers do, and is not on the list.
 */
static enum irc_done
change(struct irc *irc, const struct irc_line *line)
{
	const bool adds = line->param[0].at[0] == '+';
	struct str name;

	if (line->count < 2 || !irc_step_word(irc, line->param[1], &name))
		return IRC_DONE;
	if (!adds)
		(void)IRC_ASK(
		    irc, IRC_ASKS_NOTHING, name, STR("unwatch"), name);
	else if (IRC_ASK(irc, IRC_ASKS_MONITOR, name, STR("watch"), name) !=
	    CODE_OK)
		NUMERIC(irc, "731", STR(":"), irc_word(name));
	return IRC_MORE;
}

static enum irc_done
clear(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_NOTHING, STR("MONITOR"), STR("unwatch"));
}

static enum irc_done
list(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_MONITORED, STR("MONITOR"), STR("watching"));
}

static enum irc_done
status(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_MONITOR, STR("MONITOR"), STR("watching"));
}

static const struct {
	char letter;
	enum irc_done (*run)(struct irc *irc, const struct irc_line *line);
} subcommands[] = {
	{ '+', change },
	{ '-', change },
	{ 'C', clear },
	{ 'L', list },
	{ 'S', status },
};

enum irc_done
irc_monitor(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];

	for (size_t i = 0; i < COUNT(subcommands); i++)
		if (word.len == 1 &&
		    (word.at[0] == subcommands[i].letter ||
			(word.at[0] & ~0x20) == subcommands[i].letter))
			return subcommands[i].run(irc, line);
	return IRC_DONE;
}

/* A state, and at the end ok watch or ok watching; or why not. */
void
irc_hear_monitor(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR && code_find(said->arg[1], &code) &&
	    code == CODE_TOO_MANY)
		NUMERIC(irc, "734", STR(IRC_MONITORED " "), irc_word(ask->word),
		    STR(" :Monitor list is full"));
	else if (said->rule->verb == VERB_ONLINE ||
	    said->rule->verb == VERB_OFFLINE)
		irc_monitor_show(irc, said);
}

void
irc_hear_monitored(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)ask;
	if (said->rule->verb == VERB_OK)
		NUMERIC(irc, "733", STR(":End of MONITOR list"));
	else
		NUMERIC(irc, "732", STR(":"), irc_actor(said->arg[1]).name);
}
