/* Events as scripts see them: see heard.h. */
#include "text/words/heard.h"

#include <string.h>

#include "shared/buf.h"
#include "shared/names.h"

/* Events that only clients who want full events get, or that show nothing. */
static const enum verb only_full[] = { VERB_LINES, VERB_SIGNAL, VERB_AWAY,
	VERB_ABOUT, VERB_MODE, VERB_ACCOUNT };

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
		brief->arg[1] = audience_group(brief->arg[1]);
	if (brief->rule->verb == VERB_JOIN)
		brief->count = 3; /* no real name */
	for (size_t i = 0; i < COUNT(only_full); i++)
		if (event->rule->verb == only_full[i])
			return false;
	return event->rule->verb != VERB_INVITE ||
	    str_caseeq(event->arg[3], me);
}

const char *
heard_key(enum arg arg)
{
	static const char *const keys[ARG_REST + 1] = {
		[ARG_ID] = "id",
		[ARG_GROUP] = "group",
		[ARG_AUDIENCE] = "group",
		[ARG_MSGID] = "msgid",
		[ARG_NAME] = "to",
		[ARG_ANYONE] = "to",
		[ARG_ACTOR] = "to",
		[ARG_TEXT] = "text",
		[ARG_TOPIC] = "text",
		[ARG_REST] = "text",
		[ARG_COUNT] = "count",
		[ARG_STATUS] = "status",
		[ARG_TABLE] = "table",
		[ARG_KEY] = "key",
		[ARG_VALUE] = "value",
	};

	return keys[arg];
}

struct str
heard_causer(const struct heard *heard)
{
	const size_t causer = grammar_causer(heard->event.rule);

	return causer < heard->event.count ? heard->event.arg[causer] : STR("");
}

/* Appends "@ali" for "o!ali!a@host"; a plain name stays as it is. */
static void
put_listed(struct buf *to, struct str word)
{
	const struct str role = str_cut(&word, '!');

	if (word.at == NULL) {
		(void)BUF_CAT(to, role); /* it fits, as the list did */
		return;
	}
	const bool voice = memchr(role.at, 'v', role.len) != NULL;
	const bool operates = memchr(role.at, 'o', role.len) != NULL;
	(void)BUF_CAT(to, operates ? STR("@") : STR(""),
	    voice ? STR("+") : STR(""), str_cut(&word, '!'));
}

/* Makes "G n o!ali!a@host -!eve!e@host" of names "G @ali eve". */
static void
shorten_names(struct command *names, struct buf *text)
{
	struct str rest = names->arg[1];
	struct str list = rest;

	(void)str_word(&list);
	if (list.at == NULL || memchr(list.at, '!', list.len) == NULL)
		return;
	(void)str_word(&rest);
	while (rest.at != NULL) {
		put_listed(text, str_word(&rest));
		(void)BUF_CAT(text, rest.at != NULL ? STR(" ") : STR(""));
	}
	names->arg[1] = buf_str(text);
}

/*
 * Makes "ok topic G SET NAME TEXT" an "ok topic G TEXT". If there is a topic,
 * SET and NAME become further arguments.
 */
static void
shorten_topic(struct command *ok, struct buf *text)
{
	struct str rest = ok->arg[1], by[2] = { { NULL, 0 } };
	const struct str group = str_word(&rest);

	for (size_t i = 0; i < 2 && rest.at != NULL; i++)
		by[i] = str_word(&rest);
	if (rest.at == NULL)
		return;
	(void)BUF_CAT(text, group, STR(" "), rest);
	ok->arg[1] = buf_str(text);
	if (str_eq(by[0], STR("0")) || str_eq(by[1], STR("*")))
		return;
	ok->arg[2] = by[0];
	ok->arg[3] = by[1];
	ok->count = 4;
}

/* Takes CREATED and SET out of "group G COUNT CREATED SET TOPIC". */
static void
shorten_group(struct command *group)
{
	struct str rest = group->arg[2];

	(void)str_word(&rest);
	(void)str_word(&rest);
	if (rest.at != NULL)
		group->arg[2] = rest;
}

struct str
heard_brief(struct command *line, bool full, char room[HEARD_ROOM])
{
	const enum verb verb = line->rule->verb;
	const struct str audience =
	    verb == VERB_MSG || verb == VERB_NOTE ? line->arg[1] : STR("");
	struct heard heard;
	struct buf text;

	buf_init(&text, room, HEARD_ROOM);
	if (verb == VERB_NAMES)
		shorten_names(line, &text);
	else if (full && verb == VERB_GROUP && line->count > 2)
		shorten_group(line);
	else if (full && verb == VERB_OK && line->count > 1 &&
	    str_eq(line->arg[0], STR("topic")))
		shorten_topic(line, &text);
	if (verb == VERB_PERSON)
		return STR("");
	(void)heard_take(&heard, line, STR(""));
	*line = heard.event;
	/* People see that a message is for the operators only. */
	if (line->rule->verb == VERB_MSG)
		line->arg[1] = audience;
	return heard.account.at != NULL ? heard.account : STR("");
}

bool
heard_next_change(struct command *mode, struct str *changes, char room[2])
{
	if (changes->len > 0 &&
	    (changes->at[0] == '+' || changes->at[0] == '-')) {
		room[0] = changes->at[0];
		str_drop(changes, 1);
	}
	if (changes->len == 0)
		return false;
	room[1] = changes->at[0];
	str_drop(changes, 1);
	mode->arg[3] = (struct str) { room, 2 };
	return true;
}
