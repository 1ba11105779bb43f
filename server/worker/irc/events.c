/* Events: see events.h. */
#include "worker/irc/events.h"

#include "shared/names.h"
#include "worker/irc/account.h"
#include "worker/irc/line.h"
#include "worker/irc/lines_shown.h"
#include "worker/irc/markread.h"
#include "worker/irc/metadata.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

static struct str
after(struct str text, size_t at)
{
	return (struct str) { text.at + at, text.len - at };
}

/* The target of a message as IRC writes it. */
struct target {
	struct str before;
	struct str name;
};

/*
 * Converts a target of the router: a group, or only its operators or voiced
 * members, or "@" and a name.
 */
static struct target
target_of(struct str word)
{
	if (word.len > 0 && word.at[0] == '@')
		return (struct target) { STR(""), after(word, 1) };
	if (word.len > 2 && word.at[1] == ':')
		return (
		    struct target) { word.at[0] == 'o' ? STR("@#") : STR("+#"),
			after(word, 2) };
	return (struct target) { STR("#"), word };
}

/*
 * Returns the room for a text, in bytes: a line without ":MASK VERB TARGET :"
 * and CR LF.
 */
static size_t
room_for(const struct irc_source *source, struct str verb,
    const struct target *target)
{
	return IRC_BODY -
	    (LITERAL_LEN(":   :\r\n") + irc_actor(source->actor).mask.len +
		verb.len + target->before.len + target->name.len);
}

/* The source of an event that has an ID. */
#define OF(said, by)                  \
	(&(const struct irc_source) { \
	    .actor = (by), .id = (said)->arg[0], .part = 1 })

/* Sends a text on as many lines as it takes. */
static void
show_text(struct irc *irc, const struct command *said, struct str actor,
    struct str verb, struct target target, struct str text)
{
	struct irc_lines *lines = irc_lines_shown(irc);
	struct irc_source source = { .actor = actor,
		.id = said->arg[0],
		.further = lines != NULL && lines->further };
	struct irc_split split;
	struct irc_piece piece;

	irc_split_begin(&split, text, room_for(&source, verb, &target));
	while (irc_split_next(&split, &piece)) {
		source.part++;
		irc_lines_begin_piece(irc, lines, source.part);
		OUT_LINE(irc, &source, verb, STR(" "), target.before,
		    target.name, STR(" :"), piece.before, piece.text,
		    piece.after);
		source.further |= lines != NULL;
	}
	irc_lines_end_line(irc, lines, actor, target.before, target.name);
}

/* Shows "msg ID G ACTOR TEXT". */
static void
show_msg(struct irc *irc, const struct command *said)
{
	show_text(irc, said, said->arg[2], STR("PRIVMSG"),
	    target_of(said->arg[1]), said->arg[3]);
}

/* Shows "tell ID ACTOR TO TEXT". */
static void
show_tell(struct irc *irc, const struct command *said)
{
	show_text(irc, said, said->arg[1], STR("PRIVMSG"),
	    (struct target) { STR(""), said->arg[2] }, said->arg[3]);
}

/* Shows "note ID G|@TO ACTOR TEXT". */
static void
show_note(struct irc *irc, const struct command *said)
{
	show_text(irc, said, said->arg[2], STR("NOTICE"),
	    target_of(said->arg[1]), said->arg[3]);
}

/* Shows "lines ID G|@TO ACTOR N [MAP]", the head of a message of N lines. */
static void
show_lines(struct irc *irc, const struct command *said)
{
	const struct target target = target_of(said->arg[1]);

	irc_lines_begin(irc, said, target.before, target.name);
}

/* Shows "signal ID G|@TO ACTOR". */
static void
show_signal(struct irc *irc, const struct command *said)
{
	const struct irc_source source = {
		.actor = said->arg[2], .id = said->arg[0], .part = 1
	};
	const struct target target = target_of(said->arg[1]);

	if (!irc_can(irc, CAP_MESSAGE_TAGS) || irc->tags.len == 0)
		return;
	OUT_LINE(irc, &source, STR("TAGMSG "), target.before, target.name);
}

/* Shows "redact ID G|@TO ACTOR MSGID [TEXT]". */
static void
show_redact(struct irc *irc, const struct command *said)
{
	const struct irc_source source = {
		.actor = said->arg[2], .id = said->arg[0], .part = 1
	};
	const struct target target = target_of(said->arg[1]);

	if (!irc_can(irc, CAP_MESSAGE_REDACTION))
		return;
	irc_out_begin(irc, &source);
	OUT(irc, STR("REDACT "), target.before, target.name, STR(" "),
	    said->arg[3]);
	if (said->count > 4)
		OUT(irc, STR(" :"), said->arg[4]);
	irc_out_end(irc);
}

/* The events that are written as a word, a parameter, and a text. */
static const struct form {
	struct str before;
	size_t actor, param, text; /* numbers of the arguments; 0: none */
	unsigned cap; /* only clients that have it see the event; 0: all */
} forms[VERB_COUNT] = {
	[VERB_LEAVE] = { LIT("PART #"), 2, 1, 3, 0 },
	[VERB_QUIT] = { LIT("QUIT"), 1, 0, 2, 0 },
	[VERB_NAME] = { LIT("NICK "), 1, 2, 0, 0 },
	[VERB_AWAY] = { LIT("AWAY"), 1, 0, 2, CAP_AWAY_NOTIFY },
	[VERB_ABOUT] = { LIT("SETNAME"), 1, 0, 2, CAP_SETNAME },
	[VERB_ALARM] = { LIT("WALLOPS"), 1, 0, 2, 0 },
};

static void
show_form(struct irc *irc, const struct command *said)
{
	const struct form *form = &forms[said->rule->verb];

	if (form->cap != 0 && !irc_can(irc, form->cap))
		return;
	irc_out_begin(irc, OF(said, said->arg[form->actor]));
	OUT(irc, form->before,
	    form->param > 0 ? said->arg[form->param] : STR(""));
	if (form->text > 0 && said->count > form->text)
		OUT(irc, STR(" :"), said->arg[form->text]);
	irc_out_end(irc);
}

/* Shows "topic ID G ACTOR TEXT". */
static void
show_topic(struct irc *irc, const struct command *said)
{
	OUT_LINE(irc, OF(said, said->arg[2]), STR("TOPIC #"), said->arg[1],
	    STR(" :"), irc_topic_text(said->arg[3]));
}

/* Shows "join ID G ACTOR [REALNAME]". */
static void
show_join(struct irc *irc, const struct command *said)
{
	const struct irc_actor actor = irc_actor(said->arg[2]);

	irc_out_begin(irc, OF(said, said->arg[2]));
	OUT(irc, STR("JOIN #"), said->arg[1]);
	if (irc_can(irc, CAP_EXTENDED_JOIN))
		OUT(irc, STR(" "),
		    actor.account.len > 0 ? actor.account : STR("*"), STR(" :"),
		    said->count > 3 ? said->arg[3] : actor.name);
	irc_out_end(irc);
}

static bool
is_self(const struct irc *irc, struct str actor)
{
	return str_eq(irc_actor(actor).name, irc_nick(irc));
}

/* Shows "away ID ACTOR [TEXT]". */
static void
show_away(struct irc *irc, const struct command *said)
{
	if (!is_self(irc, said->arg[1]))
		show_form(irc, said);
}

/*
 * Shows "account ID ACTOR", where the actor's account is the new one. The
 * client itself is told only that it has been logged out (IRCv3 SASL, 901).
 */
static void
show_account(struct irc *irc, const struct command *said)
{
	const struct str account = irc_actor(said->arg[1]).account;

	if (is_self(irc, said->arg[1]))
		irc_sasl_reply_logout(irc);
	else if (irc_can(irc, CAP_ACCOUNT_NOTIFY))
		OUT_LINE(irc, OF(said, said->arg[1]), STR("ACCOUNT "),
		    account.len > 0 ? account : STR("*"));
}

/* Shows "flag ID CHANGE". The router's "S" is "o" here. */
static void
show_flag(struct irc *irc, const struct command *said)
{
	const struct str change = said->arg[1];

	OUT_LINE(irc, OF(said, irc_nick(irc)), STR("MODE "), irc_nick(irc),
	    STR(" "), str_eq(change, STR("-S")) ? STR("-o") : change);
}

/* Shows "gone NAME TEXT", which has no ID. */
static void
show_gone(struct irc *irc, const struct command *said)
{
	NUMERIC(irc, "301", said->arg[0], STR(" :"), said->arg[1]);
}

/*
 * Shows "kick ID G ACTOR NAME [TEXT]". Without a text, the reason is the actor.
 */
static void
show_kick(struct irc *irc, const struct command *said)
{
	OUT_LINE(irc, OF(said, said->arg[2]), STR("KICK #"), said->arg[1],
	    STR(" "), said->arg[3], STR(" :"),
	    said->count > 4 ? said->arg[4] : irc_actor(said->arg[2]).name);
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

	irc_out_begin(irc, OF(said, is_server ? STR("") : said->arg[2]));
	OUT(irc, STR("MODE #"), said->arg[1], STR(" "), said->arg[3]);
	if (said->count > 4)
		OUT(irc, STR(" "), said->arg[4]);
	else if (str_eq(said->arg[3], STR("-k")))
		OUT(irc, STR(" *"));
	irc_out_end(irc);
}

/*
 * Shows "invite ID G ACTOR NAME" to the invited client, and to others that have
 * invite-notify.
 */
static void
show_invite(struct irc *irc, const struct command *said)
{
	const bool own = str_eq(said->arg[3], irc_nick(irc));

	if (is_self(irc, said->arg[2]) ||
	    (!own && !irc_can(irc, CAP_INVITE_NOTIFY)))
		return;
	OUT_LINE(irc, OF(said, said->arg[2]), STR("INVITE "), said->arg[3],
	    STR(" #"), said->arg[1]);
}

/* Shows "ping [TOKEN]", which the client must answer. */
static void
show_ping(struct irc *irc, const struct command *said)
{
	irc_out_begin_bare(irc); /* simple bots compare "PING " */
	OUT(irc, STR("PING :"),
	    said->count > 0 ? said->arg[0] : irc_server(irc));
	irc_out_end(irc);
}

/* Shows "online ID ACTOR", also as an answer to MONITOR + and S. */
static void
show_online(struct irc *irc, const struct command *said)
{
	NUMERIC(irc, "730", STR(":"), irc_actor(said->arg[1]).mask);
}

/* Shows "offline ID NAME", also as an answer to MONITOR + and S. */
static void
show_offline(struct irc *irc, const struct command *said)
{
	NUMERIC(irc, "731", STR(":"), said->arg[1]);
}

/* Shows "set ID T KEY NAME VALUE". */
static void
show_set(struct irc *irc, const struct command *said)
{
	if (!is_self(irc, said->arg[3]))
		irc_metadata_show(
		    irc, said->arg[1], said->arg[2], said->arg[4]);
}

/* Shows "cut ID T KEY NAME". */
static void
show_cut(struct irc *irc, const struct command *said)
{
	if (!is_self(irc, said->arg[3]))
		irc_metadata_show(irc, said->arg[1], said->arg[2], STR(""));
}

/* Shows "seen T ID". */
static void
show_seen(struct irc *irc, const struct command *said)
{
	irc_markread_show(irc, said->arg[0], said->arg[1]);
}

/* Shows "bye CODE TEXT". */
static void
show_bye(struct irc *irc, const struct command *said)
{
	irc_out_done(irc);
	irc_out_begin_bare(irc);
	OUT(irc, STR("ERROR :Closing link: "), irc_nick(irc), STR(" ("),
	    said->arg[1], STR(")"));
	irc_out_end(irc);
}

/*
 * Returns whether all tags are client tags, beginning with '+'. A native client
 * may have sent others.
 */
static bool
are_clients(struct str tags)
{
	if (tags.len == 0 || memchr(tags.at, ' ', tags.len) != NULL)
		return false;
	for (size_t i = 0; i < tags.len; i++)
		if ((i == 0 || tags.at[i - 1] == ';') && tags.at[i] != '+')
			return false;
	return true;
}

/* Keeps "tags TEXT", one or two lines directly before their event. */
static void
keep_tags(struct irc *irc, struct str text)
{
	if (irc_can(irc, CAP_MESSAGE_TAGS))
		(void)IRC_ADD(irc->tags, text); /* or it is too long */
}

/*
 * Returns where the group begins in "CHANGE [WORD] of G is ...", or 0 if it is
 * not found.
 */
static size_t
group_at(struct str text)
{
	const struct str end = code_text(CODE_NOT_KEPT), is = STR(" is ");
	size_t at;

	if (text.len < end.len + is.len ||
	    !str_eq(after(text, text.len - end.len), end))
		return 0;
	at = text.len - end.len - is.len;
	while (at > 0 && text.at[at - 1] != ' ')
		at--;
	return at;
}

/* Shows "err mode not-kept TEXT", which comes after the event. */
static void
show_not_kept(struct irc *irc, const struct command *said)
{
	const struct str text = said->arg[2];
	const size_t at = group_at(text);

	if (!str_eq(said->arg[1], code_word(CODE_NOT_KEPT)))
		return;
	OUT_LINE(irc, NULL, STR("NOTICE "), irc_nick(irc), STR(" :Mode "),
	    (struct str) { text.at, at }, at > 0 ? STR("#") : STR(""),
	    after(text, at));
}

static void (*const shows[VERB_COUNT])(
    struct irc *irc, const struct command *said) = {
	[VERB_MSG] = show_msg,
	[VERB_TELL] = show_tell,
	[VERB_NOTE] = show_note,
	[VERB_LINES] = show_lines,
	[VERB_SIGNAL] = show_signal,
	[VERB_REDACT] = show_redact,
	[VERB_TOPIC] = show_topic,
	[VERB_JOIN] = show_join,
	[VERB_LEAVE] = show_form,
	[VERB_QUIT] = show_form,
	[VERB_NAME] = show_form,
	[VERB_AWAY] = show_away,
	[VERB_ABOUT] = show_form,
	[VERB_ACCOUNT] = show_account,
	[VERB_ALARM] = show_form,
	[VERB_FLAG] = show_flag,
	[VERB_GONE] = show_gone,
	[VERB_KICK] = show_kick,
	[VERB_MODE] = show_mode,
	[VERB_INVITE] = show_invite,
	[VERB_PING] = show_ping,
	[VERB_ONLINE] = show_online,
	[VERB_OFFLINE] = show_offline,
	[VERB_SET] = show_set,
	[VERB_CUT] = show_cut,
	[VERB_SEEN] = show_seen,
	[VERB_BYE] = show_bye,
	[VERB_ERR] = show_not_kept,
};

void
irc_event(struct irc *irc, const struct command *said, bool answers)
{
	if (said->rule->verb == VERB_TAGS) {
		keep_tags(irc, said->arg[0]);
		return;
	}
	if (!are_clients(IRC_STR(irc->tags)))
		irc->tags.len = 0;
	irc->out.aside = !answers;
	if (shows[said->rule->verb] != NULL)
		shows[said->rule->verb](irc, said);
	irc->out.aside = false;
	if (!answers && !irc_lines_go_on(irc))
		irc->tags.len = 0;
}

/* Shows an answer that is an event. */
void
irc_hear_event(struct irc *irc, const struct command *said)
{
	irc_event(irc, said, true);
}

static bool
is_to_itself(const struct irc *irc, const struct command *said)
{
	switch (said->rule->verb) {
	case VERB_TELL:
		return str_eq(said->arg[2], irc_nick(irc));
	case VERB_NOTE:
	case VERB_LINES:
	case VERB_SIGNAL:
		return said->arg[1].at[0] == '@' &&
		    str_eq(after(said->arg[1], 1), irc_nick(irc));
	default:
		return false;
	}
}

/*
 * Sends the client's own message back if it has echo-message, and shows the
 * away message of its receiver.
 */
void
irc_hear_message(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_GONE || irc_can(irc, CAP_ECHO_MESSAGE))
		irc_event(irc, said, true);
}

void
irc_event_to_itself(struct irc *irc, const struct command *said)
{
	if (is_to_itself(irc, said))
		irc_event(irc, said, false);
}

/* Works like irc_hear_message, but ignores errors and away messages. */
void
irc_hear_notice(struct irc *irc, const struct command *said)
{
	if (said->rule->verb != VERB_ERR && said->rule->verb != VERB_GONE)
		irc_hear_message(irc, said);
}
