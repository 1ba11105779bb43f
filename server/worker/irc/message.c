/*
 * Messages of the client to channels and to people: PRIVMSG, NOTICE, TAGMSG;
 * and messages of several lines (IRCv3 draft/multiline), a batch of PRIVMSG,
 * which is collected and goes up as one command. Only what a message may have
 * is kept, so that a client cannot use more memory, and a message whose batch
 * it never ends is lost with its connection.
 */
#include "shared/message_lines.h"
#include "worker/irc/account.h"
#include "worker/irc/ask.h"
#include "worker/irc/events.h"
#include "worker/irc/handlers.h"
#include "worker/irc/out.h"

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
	const bool tagged = irc_can_batch(irc) &&
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
	    str_caseeq(line->command, STR("BATCH")) && irc_can_batch(irc);

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

	if (!irc_can_batch(irc))
		TELL(irc, "421 %w1 :Unknown command", line->command);
	else if (str_skip(&reference, STR("+")))
		begin(irc, line, reference);
	else if (str_skip(&reference, STR("-")))
		end(irc, reference);
	else
		FAIL(irc, "INVALID :Invalid reference");
}
