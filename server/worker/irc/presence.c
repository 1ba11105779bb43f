/*
 * Presence: whether certain people are here. MONITOR (IRCv3), whose list the
 * router keeps, reports whenever they come and go; ISON and USERHOST report
 * once, in one line.
 */
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

/*
 * Changes one name per step. A word that cannot be a name is reported as
 * offline, as most servers do, and is not added to the list.
 */
static enum irc_done
change(struct irc *irc, const struct irc_line *line)
{
	const bool adds = line->param[0].at[0] == '+';
	struct str name;

	if (line->count < 2 || !irc_step_word(irc, line->param[1], &name))
		return IRC_DONE;
	if (!adds && name.len > 0) /* else all would go */
		(void)IRC_ASK(
		    irc, IRC_ASKS_NOTHING, name, STR("unwatch"), name);
	else if (adds &&
	    IRC_ASK(irc, IRC_ASKS_MONITOR, name, STR("watch"), name) != CODE_OK)
		NUMERIC(irc, "731", STR(":"), irc_word(name));
	return IRC_MORE;
}

static const struct {
	char letter;
	enum irc_asks what;
	struct str verb;
} subcommands[] = {
	{ 'C', IRC_ASKS_NOTHING, LIT("unwatch") },
	{ 'L', IRC_ASKS_MONITORED, LIT("watching") },
	{ 'S', IRC_ASKS_MONITOR, LIT("watching") },
};

enum irc_done
irc_monitor(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];

	if (word.len != 1)
		return IRC_DONE;
	if (*word.at == '+' || *word.at == '-')
		return change(irc, line);
	for (size_t i = 0; i < COUNT(subcommands); i++)
		if ((*word.at & ~0x20) == subcommands[i].letter)
			return IRC_ASK_OR_TELL(irc, subcommands[i].what,
			    STR("MONITOR"), subcommands[i].verb);
	return IRC_DONE;
}

/* Takes the states and the final "ok watch" or "ok watching", or an error. */
void
irc_hear_monitor(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR && code_find(said->arg[1], &code) &&
	    code == CODE_TOO_MANY)
		NUMERIC(irc, "734", STR(IRC_MONITORED " "),
		    irc_word(irc->ask->word), STR(" :Monitor list is full"));
	else
		irc_event(irc, said, true);
}

void
irc_hear_monitored(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_OK)
		NUMERIC(irc, "733", STR(":End of MONITOR list"));
	else
		NUMERIC(irc, "732", STR(":"), irc_actor(said->arg[1]).name);
}

/* The most names of USERHOST, by RFC 2812. */
#define USERHOSTS 5

/* The room for names in one reply, in bytes. */
#define ROOM ((size_t)380)

/*
 * Finds the name for the current step. Each parameter may hold several names,
 * separated by spaces. Returns false after the last one.
 */
static bool
step_name(const struct irc *irc, const struct irc_line *line, struct str *name)
{
	size_t number = 0;

	for (size_t i = 0; i < line->count; i++) {
		struct str rest = line->param[i];
		while (rest.len > 0) {
			*name = str_word(&rest);
			if (name->len > 0 && number++ == irc->step)
				return true;
		}
	}
	return false;
}

/* Asks about one name per step, and finally for the end. */
static enum irc_done
ask_next(struct irc *irc, const struct irc_line *line, enum irc_asks what,
    struct str numeric)
{
	char room[IRC_BODY + 1];
	struct buf buf;
	struct str name;

	if (!step_name(irc, line, &name)) {
		(void)IRC_ASK(
		    irc, IRC_ASKS_HERE, numeric, STR("ping")); /* valid */
		return IRC_DONE;
	}
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("@"), name); /* one line: it fits */
	if (memchr(name.at, '*', name.len) == NULL &&
	    memchr(name.at, '?', name.len) == NULL)
		(void)IRC_ASK(irc, what, name, STR("who"),
		    buf_str(&buf)); /* an invalid name is not here */
	return IRC_MORE;
}

enum irc_done
irc_ison(struct irc *irc, const struct irc_line *line)
{
	return ask_next(irc, line, IRC_ASKS_ISON, STR("303"));
}

enum irc_done
irc_userhost(struct irc *irc, const struct irc_line *line)
{
	struct irc_line first = *line;

	if (first.count > USERHOSTS)
		first.count = USERHOSTS;
	return ask_next(irc, &first, IRC_ASKS_USERHOST, STR("302"));
}

static void
reply_add(struct irc *irc, struct str piece)
{
	if (piece.len <= ROOM - irc->list.len)
		(void)IRC_ADD(irc->list, piece); /* fits */
}

/* Takes "person * ROLE ACTOR ..." and "ok who @NAME COUNT". */
void
irc_hear_ison(struct irc *irc, const struct command *said)
{
	if (said->rule->verb != VERB_PERSON)
		return;
	if (irc->list.len > 0)
		reply_add(irc, STR(" "));
	reply_add(irc, irc_actor(said->arg[2]).name);
}

/* Adds NAME[*]=+USER@HOST, with - instead of + if the person is away. */
void
irc_hear_userhost(struct irc *irc, const struct command *said)
{
	struct irc_actor actor;

	if (said->rule->verb != VERB_PERSON)
		return;
	actor = irc_actor(said->arg[2]);
	if (irc->list.len > 0)
		reply_add(irc, STR(" "));
	reply_add(irc, actor.name);
	if (irc_has(said->arg[1], 'S'))
		reply_add(irc, STR("*"));
	reply_add(irc, irc_has(said->arg[1], 'a') ? STR("=-") : STR("=+"));
	str_drop(&actor.mask, actor.name.len + 1);
	reply_add(irc, actor.mask);
}

/* Sends the reply, after the answers about all names. */
void
irc_hear_here(struct irc *irc, const struct command *said)
{
	const bool ison = str_eq(irc->ask->word, STR("303"));

	(void)said;
	NUMERIC(irc, ison ? "303" : "302", STR(":"), IRC_STR(irc->list));
	irc->list.len = 0;
}
