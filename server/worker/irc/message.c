/* Messages to channels and to people: PRIVMSG, NOTICE, TAGMSG. */
#include "worker/irc/errors.h"
#include "worker/irc/line.h"
#include "worker/irc/message_parts.h"
#include "worker/irc/multiline.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/services.h"
#include "worker/irc/session.h"

/* Sends the client tags of the line. */
static void
say_tags(struct irc *irc, const struct irc_line *line)
{
	char room[IRC_TAGS_EACH + 1];
	struct buf buf;

	if (line->tags.len == 0 || !irc_can(irc, CAP_MESSAGE_TAGS))
		return;
	buf_init(&buf, room, sizeof(room));
	irc_message_tags(line->tags, &buf);
	irc_message_say_tags(irc, buf_str(&buf));
}

static bool
is_tags_alone(enum irc_asks what)
{
	return what == IRC_ASKS_TAGMSG || what == IRC_ASKS_TYPING;
}

/*
 * Returns whether errors are not reported, because a program may have sent the
 * message without being asked.
 */
static bool
is_silent(enum irc_asks what)
{
	return what == IRC_ASKS_NOTICE || what == IRC_ASKS_TYPING;
}

/*
 * Sends a PRIVMSG to a person. If it is only kept, there is no event that could
 * be the echo: then it is about its text, too.
 */
static enum code
say_tell(struct irc *irc, struct str target, struct str text)
{
	const bool echoes = irc_can(irc, CAP_ECHO_MESSAGE);
	struct irc_about room;

	return IRC_ASK(irc, IRC_ASKS_PRIVMSG,
	    echoes ? IRC_ABOUT(&room, target, text) : target, STR("tell"),
	    target, text);
}

/*
 * Sends a message by the verb for its kind; PRIVMSG to one person has its own.
 */
static enum code
irc_message_say(
    struct irc *irc, enum irc_asks what, struct str target, struct str text)
{
	struct irc_target to;

	irc_message_target(target, &to);
	const struct str word = { to.text, to.len };
	if (is_tags_alone(what))
		return IRC_ASK(irc, what, target, STR("signal"), word);
	if (what == IRC_ASKS_NOTICE)
		return IRC_ASK(irc, what, target, STR("note"), word, text);
	if (to.len > 0 && to.text[0] == '@')
		return say_tell(irc, target, text);
	return IRC_ASK(irc, what, target, STR("send"), word, text);
}

/*
 * Returns whether a message fits on one line of an IRC client. Longer messages
 * of native clients are split, but an IRC client can split its own better and
 * is told to.
 */
static bool
fits(const struct irc *irc, struct str target, struct str text)
{
	char room[IRC_MASK];

	return irc_self(irc, room).len + target.len + text.len +
	    LITERAL_LEN(": PRIVMSG  :\r\n") <=
	    IRC_BODY;
}

/* The targets of a line, each only once. */
struct targets {
	size_t count;
	struct str at[IRC_TARGETS];
	struct str extra; /* the first one over the limit, or empty */
};

static bool
has_target(const struct targets *targets, struct str target)
{
	for (size_t i = 0; i < targets->count; i++)
		if (str_caseeq(targets->at[i], target))
			return true;
	return false;
}

static void
find_targets(struct str words, struct targets *targets)
{
	struct str word;

	*targets = (struct targets) { .count = 0 };
	while (targets->extra.len == 0 && irc_next_word(&words, &word)) {
		if (word.len == 0 || has_target(targets, word))
			continue;
		if (targets->count < IRC_TARGETS)
			targets->at[targets->count++] = word;
		else
			targets->extra = word;
	}
}

/* Refuses the whole line before anything is sent. */
static enum irc_done
refuse_all(struct irc *irc, enum irc_asks what, struct str extra)
{
	if (is_silent(what))
		return IRC_DONE;
	NUMERIC(irc, "407", irc_word(extra),
	    STR(" :Too many targets, nothing was sent"));
	return IRC_DONE;
}

static enum irc_done
say_to(struct irc *irc, const struct irc_line *line, enum irc_asks what,
    struct str target)
{
	enum code code;
	size_t before;

	if (what == IRC_ASKS_PRIVMSG && irc_is_service(target))
		return irc_to_service(irc, target, line->param[1]) == IRC_WAIT ?
		    IRC_WAIT :
		    IRC_MORE;
	before = buf_len(&irc->conn->up);
	say_tags(irc, line);
	code = what == IRC_ASKS_PRIVMSG && !fits(irc, target, line->param[1]) ?
	    CODE_TOO_LONG :
	    irc_message_say(irc, what, target, line->param[1]);
	if (code == CODE_OK)
		return IRC_MORE;
	irc->conn->up.end = irc->conn->up.start + before; /* tags removed */
	if (!is_silent(what))
		irc_error(irc, what, code, target);
	return IRC_MORE;
}

/* Sends to one target per step. */
static enum irc_done
say_next(struct irc *irc, const struct irc_line *line, enum irc_asks what,
    const struct targets *targets)
{
	if (targets->extra.len > 0)
		return refuse_all(irc, what, targets->extra);
	if (irc->step >= targets->count)
		return IRC_DONE;
	return say_to(irc, line, what, targets->at[irc->step]);
}

/* Sends to all targets. Reports a missing target (411) or text (412). */
static enum irc_done
say_all(struct irc *irc, const struct irc_line *line, enum irc_asks what)
{
	const bool no_text = !is_tags_alone(what) && line->param[1].len == 0;
	struct targets targets;

	if (irc_multiline_take(irc, line, what == IRC_ASKS_PRIVMSG))
		return IRC_DONE;
	find_targets(line->param[0], &targets);
	if (targets.count > 0 && !no_text)
		return say_next(irc, line, what, &targets);
	if (is_silent(what))
		return IRC_DONE;
	if (targets.count == 0)
		NUMERIC(irc, "411", STR(":No recipient given ("), line->command,
		    STR(")"));
	else
		NUMERIC(irc, "412", STR(":No text to send"));
	return IRC_DONE;
}

enum irc_done
irc_privmsg(struct irc *irc, const struct irc_line *line)
{
	return say_all(irc, line, IRC_ASKS_PRIVMSG);
}

enum irc_done
irc_notice(struct irc *irc, const struct irc_line *line)
{
	return say_all(irc, line, IRC_ASKS_NOTICE);
}

/*
 * Returns whether the tags tell that somebody is typing. Clients send this
 * unasked, so an error would confuse people.
 */
static bool
is_typing(struct str tags)
{
	struct str value;

	return irc_tag_find(tags, STR("+typing"), &value) ||
	    irc_tag_find(tags, STR("+draft/typing"), &value);
}

/* Sends tags alone. Without tags there is nothing to send. */
enum irc_done
irc_tagmsg(struct irc *irc, const struct irc_line *line)
{
	if (!irc_can(irc, CAP_MESSAGE_TAGS) || line->tags.len == 0)
		return IRC_DONE;
	return say_all(irc, line,
	    is_typing(line->tags) ? IRC_ASKS_TYPING : IRC_ASKS_TAGMSG);
}
