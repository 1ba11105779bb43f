/* The router's events, and answers, in IRC: see events.h. */
#include "worker/irc/events.h"

#include <assert.h>

#include "shared/names.h"
#include "worker/irc/ask.h"

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
	IRC_KEEP(lines->map, said->arg[4]);
	if (irc_can_batch(irc))
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
	/* What was said to the account while nobody had its name. */
	const struct str to = str_caseeq(said->arg[2], IRC_STR(irc->account)) ?
	    irc_nick(irc) :
	    said->arg[2];

	irc_show_message(irc,
	    (struct irc_source) {
		.actor = said->arg[tell ? 1 : 2], .id = said->arg[0] },
	    said->rule->verb == VERB_NOTE ? STR("NOTICE") : STR("PRIVMSG"),
	    tell ? (struct irc_target) { STR(""), to } :
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

/* Shows "err mode not-kept CHANGE [WORD] of G is ...", after the event. */
static void
show_not_kept(struct irc *irc, const struct command *said)
{
	if (str_eq(said->arg[1], code_word(CODE_NOT_KEPT)))
		TELL(irc, "NOTICE %n :Mode %1", said->arg[2]);
}

/*
 * Shows "away ID ACTOR [TEXT]". The client's own, by another connection, is
 * what this one would have been answered.
 */
static void
show_away(struct irc *irc, const struct command *said)
{
	const struct irc_source source = {
		.actor = said->arg[1], .id = said->arg[0], .part = 1
	};

	if (is_self(irc, said->arg[1]) && !grammar_is_elsewhere(said))
		return;
	if (is_self(irc, said->arg[1]) && said->count > 2)
		TELL(irc, IRC_AWAY);
	else if (is_self(irc, said->arg[1]))
		TELL(irc, IRC_HERE);
	else if (irc_can(irc, CAP_AWAY_NOTIFY))
		OUT_LINE(irc, &source, "AWAY[ :%1]", said->arg[2]);
}

/* Writes 901: the client was logged out without having asked for it. */
static void
show_logged_out(struct irc *irc)
{
	irc->account.len = 0;
	TELL(irc, "901 %n!%1 :You are now logged out",
	    irc->host.len > 0 ? IRC_STR(irc->host) : STR("*@*"));
}

/*
 * How each event is shown: by a function, or in a form whose words are the
 * arguments.
 */
static const struct form {
	enum irc_past past;
	void (*show)(struct irc *irc, const struct command *said);
	const char *form;
	size_t actor; /* the number of the argument, from 1; 0: as irc_tell */
	unsigned cap; /* only clients that have it see the event; 0: all */
	bool of_others; /* only of other clients */
} forms[VERB_COUNT] = {
#define SHOW(verb, past, show) [VERB_##verb] = { IRC_PAST_##past, show }
#define FORM_OF(verb, past, ...) \
	[VERB_##verb] = { IRC_PAST_##past, NULL, __VA_ARGS__ }
	SHOW(MSG, MESSAGE, show_text),
	SHOW(TELL, MESSAGE, show_text),
	SHOW(NOTE, MESSAGE, show_text),
	SHOW(LINES, MESSAGE, show_lines),
	SHOW(MODE, EVENT, show_mode),
	SHOW(ERR, NONE, show_not_kept),
	/* Which is nothing but its tags. */
	FORM_OF(SIGNAL, EVENT, "TAGMSG %t2", 3, CAP_MESSAGE_TAGS),
	FORM_OF(REDACT, EVENT, "REDACT %t2 %4[ :%5]", 3, CAP_MESSAGE_REDACTION),
	FORM_OF(TOPIC, EVENT, "TOPIC %t2 :%o4", 3),
	FORM_OF(JOIN, EVENT, "JOIN %t2", 3), /* see also extended_join */
	FORM_OF(LEAVE, EVENT, "PART %t2[ :%4]", 3),
	FORM_OF(QUIT, EVENT, "QUIT[ :%3]", 2),
	FORM_OF(NAME, EVENT, "NICK %3", 2),
	/* Without a text, the reason is the actor. */
	FORM_OF(KICK, EVENT, "KICK %t2 %4 :[%5|%a3]", 3),
	SHOW(AWAY, NONE, show_away),
	FORM_OF(ABOUT, NONE, "SETNAME :%3", 2, CAP_SETNAME),
	FORM_OF(ACCOUNT, NONE, "ACCOUNT %u2", 2, CAP_ACCOUNT_NOTIFY, true),
	FORM_OF(FLAG, NONE, ":MODE %n %f2"),
	FORM_OF(GONE, NONE, "301 %1 :%2"),
	/* Also to the invited client, if it has no invite-notify. */
	FORM_OF(INVITE, NONE, "INVITE %4 %t2", 3, CAP_INVITE_NOTIFY, true),
	FORM_OF(PING, NONE, "=PING :[%1|%s]"),
	FORM_OF(ONLINE, NONE, "730 :%m2"),
	FORM_OF(OFFLINE, NONE, "731 :%2"),
	FORM_OF(SEEN, NONE, "MARKREAD %t1 %T2", 0, CAP_READ_MARKER),
	FORM_OF(BYE, NONE, "=ERROR :Closing link: %n (%2)"),
};
static const char extended_join[] = "JOIN %t2 %u3 :[%4|%a3]";

static void
show(struct irc *irc, const struct command *said)
{
	const struct form *form = &forms[said->rule->verb];
	const struct str actor =
	    form->actor > 0 ? said->arg[form->actor - 1] : nothing;
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
		show_logged_out(irc);
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
}

enum irc_past
irc_event_past(enum verb verb)
{
	return forms[verb].past;
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
 * The answers that map one to one: each line that the router says in answer to
 * such a purpose gives one line in each of these forms. The words of "ok" are
 * those after its verb, and the words of another line are its arguments. An
 * empty form says nothing.
 */
static const struct {
	enum irc_asks what;
	enum verb verb;
	enum { ALL, FIRST, LATER } when; /* only as its first line, or later */
	const char *form;
} answers[] = {
#define ROW(what, verb, form) ROW_IF(ALL, what, verb, form)
#define ROW_IF(when, what, verb, form)                   \
	{                                                \
		IRC_ASKS_##what, VERB_##verb, when, form \
	}
	ROW(AWAY, OK, IRC_AWAY),
	ROW(HERE_AGAIN, OK, IRC_HERE),
	ROW(PING, OK, "PONG %s :%0"),
	ROW(TIME, OK, "391 %s :%2[ %3][ %4][ %5][ %6][ %7]"),
	ROW(MONITORED, OK, "733 :End of MONITOR list"),
	ROW(MONITORED, ONLINE, "732 :%a2"),
	ROW(MONITORED, OFFLINE, "732 :%a2"),
	ROW(INVITE, OK, "341 %2 #%1"),
	ROW(LUSERS, OK, "251 :There are %1 users and 0 services on 1 servers"),
	ROW(LUSERS, OK, "252 %3 :operator(s) online"),
	ROW(LUSERS, OK, "253 %2 :unknown connection(s)"),
	ROW(LUSERS, OK, "254 %4 :channels formed"),
	ROW(LUSERS, OK, "255 :I have %1 clients and 0 servers"),
	/* The target is as the client has written it. */
	ROW(MARKREAD, OK, "MARKREAD %0 %T2"),
	ROW(JOIN_MARKREAD, OK, "MARKREAD %0 %T2"),
	ROW(OPER, OK, "381 :You are now an IRC operator"),
	ROW(OPER, OK, ":MODE %n +o"),
	ROW(REGISTER, OK,
	    "REGISTER SUCCESS %1 :Account successfully registered"),
	ROW(PASS_LOGIN, OK, ""),
	ROW(GUESTS, OK, "NOTICE %n :Guests are %1"),
	ROW_IF(FIRST, MOTD, MOTD, "375 :- %s Message of the day - "),
	ROW(MOTD, MOTD, "372 :- %1"),
	ROW_IF(FIRST, MOTD, OK, "422 :There is no message of the day"),
	ROW_IF(LATER, MOTD, OK, "376 :End of /MOTD command."),
	ROW(WHOIS, PERSON, "311 %a3 %U3 %H3 * :%6"),
	ROW(WHOIS, PERSON, "312 %a3 %s :forkcastd"),
	ROW(WHOIS, PERSON, "317 %a3 %5 %d4 :seconds idle, signon time"),
	ROW(WHOIS, FROM, "378 %1 :is connecting from %2"),
	ROW(WHOIS, OK, "318 %w1 :End of WHOIS list"),
	ROW(WHOIS, ERR, "401 %w0 :No such nick/channel"),
	ROW(WHOIS, ERR, "318 %w0 :End of WHOIS list"),
	ROW(WHOWAS, OK, "406 %w0 :There was no such nickname"),
	ROW(WHOWAS, OK, "369 %w0 :End of WHOWAS"),
	ROW(BANS, MASK, "367 #%1 %3 %4 %d5"),
	ROW(BANS, OK, "368 #%1 :End of channel ban list"),
	ROW(EXCEPTS, MASK, "348 #%1 %3 %4 %d5"),
	ROW(EXCEPTS, OK, "349 #%1 :End of channel exception list"),
	ROW(INVEXES, MASK, "346 #%1 %3 %4 %d5"),
	ROW(INVEXES, OK, "347 #%1 :End of channel invite list"),
};

void
irc_hear_forms(struct irc *irc, const struct command *said)
{
	const enum verb verb = said->rule->verb;
	struct str words[10] = { { NULL, 0 } }, rest = said->arg[1];
	bool found = false;

	if (verb == VERB_OK)
		for (size_t i = 1; i < COUNT(words); i++)
			words[i] = str_word(&rest);
	else
		memcpy(words + 1, said->arg, sizeof(said->arg));
	for (size_t i = 0; i < COUNT(answers); i++) {
		if (answers[i].what != irc->ask->what ||
		    answers[i].verb != verb)
			continue;
		found = true;
		words[0] = str_from(answers[i].form);
		if (words[0].len > 0 &&
		    (answers[i].when == ALL ||
			(answers[i].when == FIRST) == (irc->list_lines == 0)))
			irc_tell(irc, words, COUNT(words));
	}
	if (!found)
		irc_event(irc, said, true);
	else if (verb == VERB_OK || verb == VERB_ERR)
		irc->list_lines = 0;
	else
		irc->list_lines++;
}
