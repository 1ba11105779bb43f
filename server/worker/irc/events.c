/*
 * Messages of the client to channels and to people: PRIVMSG, NOTICE, TAGMSG;
 * and messages of several lines (IRCv3 draft/multiline), a batch of PRIVMSG,
 * which is collected and goes up as one command. Only what a message may have
 * is kept, so that a client cannot use more memory, and a message whose batch
 * it never ends is lost with its connection. And the events for the client: see
 * session.h.
 */
#include <assert.h>

#include "shared/message_lines.h"
#include "shared/names.h"
#include "worker/irc/session.h"

static bool
may_batch(const struct irc *irc)
{
	return irc_can(irc, CAP_MULTILINE) && irc_can(irc, CAP_BATCH);
}

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
	if (may_batch(irc))
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
	SHOW(SET, NONE, irc_metadata_changed),
	SHOW(CUT, NONE, irc_metadata_changed),
	SHOW(CAN, NONE, irc_hear_can),
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
	if (said->rule->verb == VERB_JOIN &&
	    (grammar_is_elsewhere(said) ||
		(irc->ask != NULL && irc->ask->what == IRC_ASKS_JOIN)))
		irc_joined(irc, said);
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
 * Takes "ok tell kept ID NAME", the answer to "TARGET TEXT": the client is told
 * as it is when somebody is away, and gets the message, for which there is no
 * event.
 */
static void
hear_kept(struct irc *irc, struct str id)
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

/* The room for tags in a line to the router, after "tags ". */
#define TAGS_LINE ((size_t)LIMIT_LINE - 6)

/*
 * The message that is being collected, and its client tags. A process has one
 * connection, whose irc->multiline says whether there is one; other clients'
 * workers never touch this memory.
 */
static struct {
	size_t tags_len;
	char tags[IRC_TAGS_EACH + 1];
	struct message_lines lines;
} collected;

/* Collects the client tags of a line, which are passed on to others. */
static struct str
client_tags(const struct irc *irc, const struct irc_line *line,
    char room[IRC_TAGS_EACH + 1])
{
	struct str tags = line->tags;
	struct str key, value;
	struct buf buf;

	buf_init(&buf, room, IRC_TAGS_EACH + 1);
	while (
	    irc_can(irc, CAP_MESSAGE_TAGS) && irc_tag_next(&tags, &key, &value))
		if (key.at[0] == '+')
			(void)BUF_CAT(&buf,
			    buf_len(&buf) > 0 ? STR(";") : nothing, key,
			    value.len > 0 ? STR("=") : nothing,
			    value); /* no longer than before: it fits */
	return buf_str(&buf);
}

/*
 * Sends a command after its client tags, on two lines if one is too short.
 * Removes them again if the command is invalid.
 */
static enum code
say(struct irc *irc, enum irc_asks what, struct str tags, struct str about,
    const struct str *words, size_t count)
{
	const size_t before = buf_len(&irc->conn->up);
	enum code code;

	while (tags.len > 0) {
		const struct str first = irc_shown(tags, TAGS_LINE);
		ASK(irc, NOTHING, nothing, STR("tags"), first);
		str_drop(&tags, first.len);
	}
	code = irc_try(irc, what, about, words, count);
	if (code != CODE_OK)
		irc->conn->up.end = irc->conn->up.start + before;
	return code;
}

/*
 * Sends a message by the verb for its kind; PRIVMSG to one person has its own.
 * If that is only kept, there is no event that could be the echo: then it is
 * about its text, too.
 */
static enum code
say_to(struct irc *irc, const struct irc_line *line, enum irc_asks what,
    struct str target)
{
	char room[IRC_TARGET], tags_room[IRC_TAGS_EACH + 1];
	const struct str tags = client_tags(irc, line, tags_room);
	const struct str to = irc_target_of(target, room);
	const bool tells = what == IRC_ASKS_PRIVMSG && str_begins(to, STR("@"));
	const struct str verb = tells ? STR("tell") :
	    what == IRC_ASKS_PRIVMSG  ? STR("send") :
	    what == IRC_ASKS_NOTICE   ? STR("note") :
					STR("signal");
	const struct str text =
	    what == IRC_ASKS_TAGMSG ? nothing : line->param[1];

	return say(irc, what, tags,
	    tells && irc_can(irc, CAP_ECHO_MESSAGE) ?
		IRC_CAT(IRC_MESSAGE, target, STR(" "), text) :
		target,
	    STRS(verb, tells ? target : to, text));
}

/* The targets of a line, each only once. */
struct targets {
	size_t count;
	struct str at[IRC_TARGETS];
	struct str extra; /* the first one over the limit, or empty */
};

static void
find_targets(struct str words, struct targets *targets)
{
	struct str word;

	*targets = (struct targets) { .count = 0 };
	while (targets->extra.len == 0 && irc_next_word(&words, &word)) {
		size_t i = 0;
		while (i < targets->count && !str_caseeq(targets->at[i], word))
			i++;
		if (word.len == 0 || i < targets->count)
			continue;
		if (targets->count < IRC_TARGETS)
			targets->at[targets->count++] = word;
		else
			targets->extra = word;
	}
}

/*
 * Reports an error, with the label of the batch unless the line has its own,
 * and drops the rest of the message.
 */
static void
fail(struct irc *irc, const struct str *words, size_t count)
{
	struct irc_multiline *message = &irc->multiline;
	const bool is_open = message->state == IRC_MULTILINE_OPEN;

	if (is_open && message->label.len > 0 && irc->out.label.len == 0)
		irc_out_label(irc, IRC_STR(message->label));
	irc_tell(irc, words, count);
	if (is_open)
		message->state = IRC_MULTILINE_FAILED;
}
#define FAIL(irc, ...) fail(irc, FORM("FAIL BATCH MULTILINE_" __VA_ARGS__))

/* Adds the line to the message that is being collected. */
static void
add_line(struct irc *irc, const struct irc_line *line)
{
	struct str unused;
	const struct message_line added = { line->param[1],
		irc_tag_find(line->tags, STR(IRC_MULTILINE_CONCAT), &unused) };
	const enum code code = message_lines_add(&collected.lines, added);

	if (code == CODE_TOO_MANY)
		FAIL(irc, "MAX_LINES " IRC_MULTILINE_LINES " :Too many lines");
	else if (code == CODE_TOO_LONG)
		FAIL(irc, "MAX_BYTES " IRC_MULTILINE_BYTES " :Too many bytes");
	else if (code != CODE_OK)
		FAIL(irc, "INVALID :Invalid line");
}

/*
 * Takes a PRIVMSG, or another message, if it belongs to a batch or breaks one;
 * returns false if it is a message of its own.
 */
static bool
take_line(struct irc *irc, const struct irc_line *line, bool is_privmsg)
{
	const struct irc_multiline *message = &irc->multiline;
	const struct str target = IRC_STR(message->target);
	struct str reference;
	const bool tagged = may_batch(irc) &&
	    irc_tag_find(line->tags, STR("batch"), &reference);
	const bool matches = tagged && message->state != IRC_MULTILINE_NONE &&
	    str_eq(reference, IRC_STR(message->reference));

	if (message->state != IRC_MULTILINE_OPEN) {
		if (tagged && !matches)
			FAIL(irc, "INVALID :No such batch");
		return tagged;
	}
	if (!matches || !is_privmsg)
		FAIL(irc, "INVALID :Only PRIVMSG may be in the batch");
	else if (!str_caseeq(line->param[0], target))
		FAIL(irc, "INVALID_TARGET %1 %w2 :Wrong target", target,
		    line->param[0]);
	else
		add_line(irc, line);
	return true;
}

/*
 * Handles PRIVMSG, NOTICE and TAGMSG, which without tags is nothing: sends to
 * all targets, or refuses the whole line before anything is sent. Reports a
 * missing target (411) or text (412). Others, which a program may have sent
 * without being asked, get 417 alone. If earlier messages wait for their
 * answers, only a message to one target that is not refused goes up.
 */
void
irc_message(struct irc *irc, const struct irc_line *line)
{
	const bool speaks = str_caseeq(line->command, STR("PRIVMSG"));
	const enum irc_asks what = speaks	     ? IRC_ASKS_PRIVMSG :
	    str_caseeq(line->command, STR("NOTICE")) ? IRC_ASKS_NOTICE :
						       IRC_ASKS_TAGMSG;
	const bool alone = what == IRC_ASKS_TAGMSG;
	struct targets targets;
	struct str value;

	if (alone && (!irc_can(irc, CAP_MESSAGE_TAGS) || line->tags.len == 0))
		return;
	find_targets(line->param[0], &targets);
	if (irc->conn->asks->count > 0) {
		irc->waits = targets.count != 1 ||
		    (!alone && line->param[1].len == 0) ||
		    irc->multiline.state != IRC_MULTILINE_NONE ||
		    irc_tag_find(line->tags, STR("batch"), &value) ||
		    irc_is_service(targets.at[0]) ||
		    say_to(irc, line, what, targets.at[0]) != CODE_OK;
		return;
	}
	if (take_line(irc, line, speaks))
		return;
	if (targets.count == 0 && speaks)
		TELL(irc, "411 :No recipient given (PRIVMSG)");
	else if (line->param[1].len == 0 && speaks)
		TELL(irc, "412 :No text to send");
	else if (targets.extra.len > 0 && speaks)
		TELL(irc, "407 %w1 :Too many targets, nothing was sent",
		    targets.extra);
	else if (targets.extra.len == 0 && (alone || line->param[1].len > 0))
		for (size_t i = 0; i < targets.count; i++) {
			const struct str target = targets.at[i];
			enum code code = CODE_OK;
			if (speaks && irc_is_service(target))
				irc_to_service(irc, target, line->param[1]);
			else
				code = say_to(irc, line, what, target);
			if (code == CODE_TOO_LONG ||
			    (code != CODE_OK && speaks))
				irc_error(irc, what, code, target, nothing);
		}
}

/*
 * Takes the answer to a message: the message, if the client has echo-message,
 * the away message of its receiver, or "ok tell kept ID NAME".
 */
void
irc_hear_message(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_OK) {
		if (str_eq(str_word(&rest), STR("kept")))
			hear_kept(irc, str_word(&rest));
	} else if (said->rule->verb == VERB_GONE ?
		irc->ask->what == IRC_ASKS_PRIVMSG :
		irc_can(irc, CAP_ECHO_MESSAGE)) {
		irc_event(irc, said, true);
	}
}

/* Returns the label of a line; empty: it has none that counts. */
static struct str
label_of(const struct irc *irc, const struct irc_line *line)
{
	struct str label;

	return irc_can(irc, CAP_LABELED_RESPONSE) &&
		irc_tag_find(line->tags, STR("label"), &label) &&
		label.len <= IRC_LABEL ?
	    label :
	    nothing;
}

struct str
irc_label(const struct irc *irc, const struct irc_line *line)
{
	const struct irc_multiline *message = &irc->multiline;
	const bool is_batch =
	    str_caseeq(line->command, STR("BATCH")) && may_batch(irc);

	if (is_batch && str_begins(line->param[0], STR("-")) &&
	    message->state == IRC_MULTILINE_OPEN)
		return IRC_STR(message->label);
	return is_batch && str_begins(line->param[0], STR("+")) &&
		message->state == IRC_MULTILINE_NONE ?
	    nothing :
	    label_of(irc, line);
}

/* Begins a message: "BATCH +REFERENCE draft/multiline TARGET". */
static void
begin(struct irc *irc, const struct irc_line *line, struct str reference)
{
	struct irc_multiline *message = &irc->multiline;
	const struct str target = line->param[2];

	if (message->state == IRC_MULTILINE_OPEN) {
		FAIL(irc, "INVALID :A batch is open already");
	} else if (!str_eq(line->param[1], STR(IRC_MULTILINE))) {
		FAIL(irc, "INVALID :Unknown type of batch");
	} else if (reference.len == 0 || reference.len > IRC_REFERENCE) {
		FAIL(irc, "INVALID :Invalid reference");
	} else if (target.len == 0 || target.len > LIMIT_GROUP + 2 ||
	    irc_has(target, ',') || irc_is_service(target)) {
		FAIL(irc, "INVALID :Invalid target");
	} else {
		IRC_KEEP(message->label, label_of(irc, line));
		IRC_KEEP(message->reference, reference);
		IRC_KEEP(message->target, target);
		message->state = IRC_MULTILINE_OPEN;
		message_lines_clear(&collected.lines);
		collected.tags_len = client_tags(irc, line, collected.tags).len;
	}
}

/* Ends a message, "BATCH -REFERENCE", and sends it up as one command. */
static void
end(struct irc *irc, struct str reference)
{
	struct irc_multiline *message = &irc->multiline;
	const struct str target = IRC_STR(message->target);
	const struct str tags = { collected.tags, collected.tags_len };
	char room[IRC_TARGET];
	enum code code = CODE_OK;

	if (message->state == IRC_MULTILINE_NONE ||
	    !str_eq(reference, IRC_STR(message->reference))) {
		FAIL(irc, "INVALID :No such batch");
		return;
	}
	if (message->state == IRC_MULTILINE_OPEN && !collected.lines.has_text)
		FAIL(irc, "INVALID :No text to send");
	else if (message->state == IRC_MULTILINE_OPEN)
		code = say(irc, IRC_ASKS_PRIVMSG, tags, target,
		    STRS(STR("lines"), irc_target_of(target, room),
			message_lines_lengths(&collected.lines),
			message_lines_text(&collected.lines)));
	if (code != CODE_OK)
		irc_error(irc, IRC_ASKS_PRIVMSG, code, target, nothing);
	message->state = IRC_MULTILINE_NONE;
}

void
irc_batch(struct irc *irc, const struct irc_line *line)
{
	struct str reference = line->param[0];

	if (!may_batch(irc))
		TELL(irc, "421 %w1 :Unknown command", line->command);
	else if (str_skip(&reference, STR("+")))
		begin(irc, line, reference);
	else if (str_skip(&reference, STR("-")))
		end(irc, reference);
	else
		FAIL(irc, "INVALID :Invalid reference");
}
