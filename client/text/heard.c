/* Events as scripts see them: see heard.h. */
#include "text/heard.h"

#include <string.h>

/* Events that only clients who want full events get, or that show nothing. */
static const enum verb only_full[] = { VERB_LINES, VERB_SIGNAL, VERB_AWAY,
	VERB_ABOUT, VERB_MODE, VERB_ACCOUNT };

static bool
is_only_full(const struct command *event, struct str me)
{
	for (size_t i = 0; i < COUNT(only_full); i++)
		if (event->rule->verb == only_full[i])
			return true;
	return event->rule->verb == VERB_INVITE &&
	    !str_caseeq(event->arg[3], me);
}

/* Replaces NAME!USER@HOST!ACCOUNT!FLAGS by NAME, and notes the account. */
static void
shorten_actor(struct heard *heard, struct str *actor)
{
	struct str rest = *actor;
	const struct str name = str_cut(&rest, '!');

	*actor = name;
	if (rest.at == NULL)
		return;
	heard->full = true;
	(void)str_cut(&rest, '!');
	if (rest.at == NULL)
		return;
	const struct str account = str_cut(&rest, '!');
	if (account.len > 0 && !str_eq(account, STR("*")))
		heard->account = account;
}

/* Replaces "o:G" or "v:G" by G. */
static void
shorten_audience(struct str *audience)
{
	if (audience->len > 2 && audience->at[1] == ':')
		str_drop(audience, 2);
}

/*
 * Makes "note ID TO ACTOR TEXT" a msg to the group or, if TO is "@NAME", a tell
 * to NAME.
 */
static void
shorten_note(struct command *note)
{
	const struct str to = note->arg[1];
	const bool private = to.at[0] == '@';

	note->rule = grammar_row(private ? VERB_TELL : VERB_MSG, FROM_SERVER);
	if (!private)
		return;
	note->arg[1] = note->arg[2];
	note->arg[2] = (struct str) { to.at + 1, to.len - 1 };
}

bool
heard_take(struct heard *heard, const struct command *event, struct str me)
{
	struct command *brief = &heard->event;

	*heard = (struct heard) { .event = *event, .kind = event->rule->word };
	for (size_t i = 0; i < brief->count; i++)
		if (brief->rule->args[i] == ARG_ACTOR)
			shorten_actor(heard, &brief->arg[i]);
	if (brief->rule->verb == VERB_NOTE)
		shorten_note(brief);
	if (brief->rule->verb == VERB_MSG)
		shorten_audience(&brief->arg[1]);
	if (brief->rule->verb == VERB_JOIN)
		brief->count = 3; /* no real name */
	return !is_only_full(event, me);
}

struct str
heard_causer(const struct heard *heard)
{
	const size_t causer = grammar_causer(heard->event.rule);

	return causer < heard->event.count ? heard->event.arg[causer] : STR("");
}
