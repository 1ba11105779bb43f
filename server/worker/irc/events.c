/* Events: see session.h. */
#include <assert.h>

#include "shared/names.h"
#include "worker/irc/session.h"

static bool
is_self(const struct irc *irc, struct str actor)
{
	return str_eq(irc_actor(actor).name, irc_nick(irc));
}

/*
 * Messages of several lines: "lines ID TO ACTOR N [MAP]" and then N messages. A
 * client that has draft/multiline gets a batch, which has the message's tags;
 * any other gets the lines that have a text, with the msgid on the first one
 * only.
 */

/* The letters of the map: a line that is empty, or that continues another. */
#define EMPTY 'e'
#define CONTINUES 'c'

bool
irc_lines_go_on(const struct irc *irc)
{
	return irc->lines[0].left + irc->lines[1].left > 0;
}

static bool
is_next(const struct irc_lines *lines, char letter)
{
	return lines->at < lines->map.len &&
	    lines->map.text[lines->at] == letter;
}

/* Passes over empty lines; writes them if there is a batch. */
static void
show_empty(struct irc *irc, struct irc_lines *lines, struct str actor,
    struct irc_target to)
{
	const struct irc_source source = { .actor = actor };

	irc->out.lines_of = lines->batch;
	irc->out.continues = false;
	for (; is_next(lines, EMPTY); lines->at++)
		if (lines->batch > 0)
			OUT_LINE(
			    irc, &source, "PRIVMSG %1%2 :", to.before, to.name);
	irc->out.lines_of = 0;
}

/* Shows "lines ID G|@TO ACTOR N [MAP]", the head of a message of N lines. */
static void
show_lines(struct irc *irc, const struct command *said)
{
	const struct irc_source source = {
		.actor = said->arg[2], .id = said->arg[0], .part = 1
	};
	struct irc_lines *lines = &irc->lines[!irc->out.aside];
	uint64_t count = 0;

	(void)str_to_number(said->arg[3], LIMIT_LINES, &count);
	lines->left = (size_t)count;
	lines->further = false;
	lines->batch = 0;
	lines->at = 0;
	IRC_KEEP(lines->map, said->count > 4 ? said->arg[4] : STR(""));
	if (irc_can(irc, CAP_MULTILINE) && irc_can(irc, CAP_BATCH))
		lines->batch = irc_out_lines(irc, &source, said->arg[1]);
	show_empty(irc, lines, said->arg[2], irc_target(said->arg[1]));
}

/* Notes that a text has been shown that is a line of such a message. */
static void
end_line(struct irc *irc, struct irc_lines *lines, struct str actor,
    struct irc_target to)
{
	irc->out.lines_of = 0;
	lines->further = true;
	lines->left--;
	lines->at++;
	show_empty(irc, lines, actor, to);
	if (lines->left == 0 && lines->batch > 0)
		irc_out_lines_end(irc, lines->batch);
}

#define ACTION STR("\001ACTION ") /* of CTCP */
#define ACTION_END STR("\001")

/*
 * The most bytes that a router's line becomes: a text in pieces, each with a
 * source, a target and tags; the empty lines behind it; and client tags once.
 */
#define AROUND                                                           \
	(LITERAL_LEN(":!@ PRIVMSG @# :\r\n") + LIMIT_NAME + LIMIT_USER + \
	    LIMIT_HOST + LIMIT_GROUP)
#define PIECES (LIMIT_TEXT / (IRC_BODY - AROUND - IRC_PIECE_NEAR - 9) + 1)
static_assert(LIMIT_TAGS + PIECES * (IRC_TAGS_OWN + IRC_BODY) +
	    LIMIT_LINES * (AROUND + LITERAL_LEN("@batch=4294967295 ")) <=
	CONN_MADE,
    "it fits");

void
irc_show_message(struct irc *irc, struct irc_source source, struct str verb,
    struct irc_target to, struct str rest)
{
	struct irc_lines *lines = &irc->lines[!irc->out.aside];
	const bool of_several = lines->left > 0;
	/* A line without ":MASK VERB TARGET :" and CR LF. */
	size_t room = IRC_BODY -
	    (LITERAL_LEN(":   :\r\n") + irc_actor(source.actor).mask.len +
		verb.len + to.before.len + to.name.len);
	const bool action =
	    rest.len > room && rest.len > ACTION.len && str_skip(&rest, ACTION);

	if (action) { /* each piece is one */
		rest.len -= rest.at[rest.len - 1] == '\001';
		room -= ACTION.len + ACTION_END.len;
	}
	source.further = of_several && lines->further;
	while (rest.len > 0) {
		const struct str piece = irc_piece(&rest, room);
		source.part++;
		if (of_several) {
			irc->out.lines_of = lines->batch;
			irc->out.continues =
			    source.part > 1 || is_next(lines, CONTINUES);
		}
		irc_out_begin(irc, &source);
		OUT(irc, verb, STR(" "), to.before, to.name, STR(" :"),
		    action ? ACTION : STR(""), piece,
		    action ? ACTION_END : STR(""));
		irc_out_end(irc);
		source.further |= of_several;
	}
	if (of_several)
		end_line(irc, lines, source.actor, to);
}

/*
 * Shows "msg ID G ACTOR TEXT", "tell ID ACTOR TO TEXT" and "note ID G|@TO ACTOR
 * TEXT".
 */
static void
show_text(struct irc *irc, const struct command *said)
{
	const bool tell = said->rule->verb == VERB_TELL;

	irc_show_message(irc,
	    (struct irc_source) {
		.actor = said->arg[tell ? 1 : 2], .id = said->arg[0] },
	    said->rule->verb == VERB_NOTE || irc->as_notice ? STR("NOTICE") :
							      STR("PRIVMSG"),
	    tell ? (struct irc_target) { STR(""), said->arg[2] } :
		   irc_target(said->arg[1]),
	    said->arg[3]);
}

/*
 * Shows "mode ID G ACTOR CHANGE [WORD]". By CHANMODES, -k has a parameter, too;
 * without one, clients would take the next word for it.
 */
static void
show_mode(struct irc *irc, const struct command *said)
{
	const bool is_server =
	    str_eq(irc_actor(said->arg[2]).name, STR(NAME_OPERATOR));
	const bool needs_word =
	    said->count <= 4 && str_eq(said->arg[3], STR("-k"));
	const struct irc_source source = { .actor = is_server ? STR("") :
								said->arg[2],
		.id = said->arg[0],
		.part = 1 };

	OUT_LINE(irc, &source, "MODE %t1 %2[ %3]", said->arg[1], said->arg[3],
	    needs_word ? STR("*") : said->arg[4]);
}

/* Shows "set ID T KEY NAME VALUE" and "cut ID T KEY NAME". */
static void
show_key(struct irc *irc, const struct command *said)
{
	if (irc_can(irc, CAP_METADATA) && !is_self(irc, said->arg[3]))
		irc_metadata_show(
		    irc, said->arg[1], said->arg[2], said->arg[4]);
}

/*
 * Shows "err mode not-kept CHANGE [WORD] of G is ...", which comes after the
 * event.
 */
static void
show_not_kept(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[2];
	const struct str change = str_word(&rest);
	struct str word = str_word(&rest);

	if (!str_eq(said->arg[1], code_word(CODE_NOT_KEPT)))
		return;
	if (str_eq(word, STR("of")))
		word = STR("");
	else
		(void)str_word(&rest);
	TELL(irc, "NOTICE %n :Mode %1[ %2] of #%3", change, word, rest);
}

#define SELF (GRAMMAR_ARGS + 1)

/*
 * How each event is shown: by a function, or in a form whose words are the
 * arguments.
 */
static const struct form {
	const char *form;
	size_t actor; /* the number of the argument, from 1, or SELF; 0: the
			 server */
	unsigned cap; /* only clients that have it see the event; 0: all */
	bool of_others; /* only of other clients */
	void (*show)(struct irc *irc, const struct command *said);
} forms[VERB_COUNT] = {
	[VERB_MSG] = { .show = show_text },
	[VERB_TELL] = { .show = show_text },
	[VERB_NOTE] = { .show = show_text },
	[VERB_LINES] = { .show = show_lines },
	/* Which is nothing but its tags. */
	[VERB_SIGNAL] = { .form = "TAGMSG %t2",
	    .actor = 3,
	    .cap = CAP_MESSAGE_TAGS },
	[VERB_REDACT] = { .form = "REDACT %t2 %4[ :%5]",
	    .actor = 3,
	    .cap = CAP_MESSAGE_REDACTION },
	[VERB_TOPIC] = { .form = "TOPIC %t2 :%o4", .actor = 3 },
	[VERB_JOIN] = { .form = "JOIN %t2",
	    .actor = 3 }, /* see also extended_join */
	[VERB_LEAVE] = { .form = "PART %t2[ :%4]", .actor = 3 },
	[VERB_QUIT] = { .form = "QUIT[ :%3]", .actor = 2 },
	[VERB_NAME] = { .form = "NICK %3", .actor = 2 },
	[VERB_AWAY] = { .form = "AWAY[ :%3]",
	    .actor = 2,
	    .cap = CAP_AWAY_NOTIFY,
	    .of_others = true },
	[VERB_ABOUT] = { .form = "SETNAME :%3",
	    .actor = 2,
	    .cap = CAP_SETNAME },
	[VERB_ACCOUNT] = { .form = "ACCOUNT %u2",
	    .actor = 2,
	    .cap = CAP_ACCOUNT_NOTIFY,
	    .of_others = true },
	[VERB_ALARM] = { .form = "WALLOPS :%3", .actor = 2 },
	[VERB_FLAG] = { .form = "MODE %n %f2", .actor = SELF },
	[VERB_GONE] = { .form = "301 %1 :%2" },
	/* Without a text, the reason is the actor. */
	[VERB_KICK] = { .form = "KICK %t2 %4 :[%5|%a3]", .actor = 3 },
	[VERB_MODE] = { .show = show_mode },
	/* Also to the invited client, if it has no invite-notify. */
	[VERB_INVITE] = { .form = "INVITE %4 %t2",
	    .actor = 3,
	    .cap = CAP_INVITE_NOTIFY,
	    .of_others = true },
	[VERB_PING] = { .form = "=PING :[%1|%s]" },
	[VERB_ONLINE] = { .form = "730 :%m2" },
	[VERB_OFFLINE] = { .form = "731 :%2" },
	[VERB_SET] = { .show = show_key },
	[VERB_CUT] = { .show = show_key },
	[VERB_SEEN] = { .form = "MARKREAD %t1 timestamp=%D2",
	    .cap = CAP_READ_MARKER },
	[VERB_BYE] = { .form = "=ERROR :Closing link: %n (%2)" },
	[VERB_ERR] = { .show = show_not_kept },
};
static const char extended_join[] = "JOIN %t2 %u3 :[%4|%a3]";

static void
show(struct irc *irc, const struct command *said)
{
	const struct form *form = &forms[said->rule->verb];
	const struct str actor = form->actor == SELF ? irc_nick(irc) :
	    form->actor > 0 ? said->arg[form->actor - 1] :
			      STR("");
	const struct irc_source source = {
		.actor = actor, .id = said->arg[0], .part = 1
	};
	const bool invited = said->rule->verb == VERB_INVITE &&
	    str_eq(said->arg[3], irc_nick(irc));
	struct str words[1 + GRAMMAR_ARGS];

	if (form->show != NULL) {
		form->show(irc, said);
		return;
	}
	/* By IRCv3 SASL the client is told only that it is logged out. */
	if (said->rule->verb == VERB_ACCOUNT && is_self(irc, actor) &&
	    irc_actor(actor).account.len == 0)
		irc_logged_out(irc);
	if (form->form == NULL ||
	    (form->cap != 0 && !irc_can(irc, form->cap) && !invited) ||
	    (form->of_others && is_self(irc, actor)) ||
	    (said->rule->verb == VERB_SIGNAL && irc->tags.len == 0))
		return;
	memcpy(words + 1, said->arg, sizeof(said->arg));
	words[0] = str_from(
	    said->rule->verb == VERB_JOIN && irc_can(irc, CAP_EXTENDED_JOIN) ?
		extended_join :
		form->form);
	if (said->rule->verb == VERB_BYE)
		irc_out_done(irc);
	if (form->actor > 0)
		irc_out_line(irc, &source, words, COUNT(words));
	else
		irc_tell(irc, words, COUNT(words));
	if (said->rule->verb == VERB_JOIN && grammar_is_elsewhere(said))
		irc_joined(irc, said);
}

/*
 * Returns whether all tags are client tags, beginning with '+'. A native client
 * may have sent others.
 */
static bool
are_clients(struct str tags)
{
	if (tags.len == 0 || irc_has(tags, ' '))
		return false;
	for (size_t i = 0; i < tags.len; i++)
		if ((i == 0 || tags.at[i - 1] == ';') && tags.at[i] != '+')
			return false;
	return true;
}

void
irc_event(struct irc *irc, const struct command *said, bool answers)
{
	if (said->rule->verb == VERB_TAGS) {
		/* One or two lines directly before their event; or too long. */
		if (irc_can(irc, CAP_MESSAGE_TAGS))
			(void)IRC_ADD(irc->tags, said->arg[0]);
		return;
	}
	if (!are_clients(IRC_STR(irc->tags)))
		irc->tags.len = 0;
	irc->out.aside = !answers;
	show(irc, said);
	irc->out.aside = false;
	if (!answers && !irc_lines_go_on(irc))
		irc->tags.len = 0;
}

void
irc_event_to_itself(struct irc *irc, const struct command *said)
{
	const enum verb verb = said->rule->verb;
	struct str to = { NULL, 0 };

	if (verb == VERB_TELL)
		to = said->arg[2];
	else if (verb == VERB_NOTE || verb == VERB_LINES || verb == VERB_SIGNAL)
		to = said->arg[1];
	if (to.len > 0 && (verb == VERB_TELL || str_skip(&to, STR("@"))) &&
	    str_eq(to, irc_nick(irc)))
		irc_event(irc, said, false);
}

/*
 * Shows "past tell ID ACTOR ACCOUNT TEXT" as a message to the client, after a
 * line that tells its date if the client sees no other. A bot gets it as a
 * NOTICE, because it might take it for a new command.
 */
static void
show_letter(struct irc *irc, const struct command *said)
{
	struct command letter;

	if (!irc_past_event(said, &letter) || letter.rule->verb != VERB_TELL)
		return;
	letter.arg[2] = irc_nick(irc);
	irc->out.aside = true; /* a line may be being answered */
	if (!irc_can(irc, CAP_SERVER_TIME))
		TELL(irc, "NOTICE %n :Sent at %D1, the next message",
		    letter.arg[0]);
	irc->as_notice = irc->is_bot;
	irc_event(irc, &letter, false);
	irc->as_notice = false;
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
 * as it is when somebody is away, and gets the message, for which there is no
 * event.
 */
void
irc_hear_kept(struct irc *irc, struct str id)
{
	char room[IRC_MASK];
	const struct irc_source source = { irc_self(irc, room), .id = id };
	struct str text = irc->ask->word;
	const struct str target = str_word(&text);

	if (irc_can(irc, CAP_ECHO_MESSAGE) && text.len > 0)
		irc_show_message(irc, source, STR("PRIVMSG"),
		    (struct irc_target) { STR(""), target }, text);
	TELL(irc, "301 %w1 :Not connected; gets this message at the next login",
	    target);
}
