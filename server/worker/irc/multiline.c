/* Messages of several lines from the client: see multiline.h. */
#include "worker/irc/multiline.h"

#include "shared/message_lines.h"
#include "worker/irc/errors.h"
#include "worker/irc/line.h"
#include "worker/irc/message_parts.h"
#include "worker/irc/out.h"
#include "worker/irc/services.h"

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

static const struct str nothing;

/* The errors of adding a line. */
static const struct fault {
	enum code code;
	struct str word;
	struct str about;
	struct str text;
} faults[] = {
	{ CODE_TOO_MANY, LIT("MULTILINE_MAX_LINES"), LIT(IRC_MULTILINE_LINES),
	    LIT("Too many lines") },
	{ CODE_TOO_LONG, LIT("MULTILINE_MAX_BYTES"), LIT(IRC_MULTILINE_BYTES),
	    LIT("Too many bytes") },
	{ CODE_BAD_TEXT, LIT("MULTILINE_INVALID"), LIT(""),
	    LIT("Invalid line") },
};

static bool
is_allowed(const struct irc *irc)
{
	return irc_can(irc, CAP_MULTILINE) && irc_can(irc, CAP_BATCH);
}

/*
 * Reports an error, with the label of the batch unless the line has its own,
 * and drops the rest of the message. If earlier commands still wait, the line
 * is given again.
 */
static void
fail(struct irc *irc, struct str word, struct str about, struct str text)
{
	struct irc_multiline *message = &irc->multiline;
	const bool labels = message->label.len > 0 && !irc->out.labelled &&
	    message->state == IRC_MULTILINE_OPEN && irc->out.early == 0;

	if (labels)
		irc_out_label(irc, IRC_STR(message->label));
	irc_fail_about(irc, STR("BATCH"), word, about, text);
	if (labels)
		irc_out_done(irc);
	if (!irc->out.too_early && message->state == IRC_MULTILINE_OPEN)
		message->state = IRC_MULTILINE_FAILED;
}

static void
fail_invalid(struct irc *irc, struct str text)
{
	fail(irc, STR("MULTILINE_INVALID"), nothing, text);
}

static void
fail_target(struct irc *irc, struct str target)
{
	struct irc_about room;

	fail(irc, STR("MULTILINE_INVALID_TARGET"),
	    IRC_ABOUT(&room, IRC_STR(irc->multiline.target), irc_word(target)),
	    STR("Wrong target"));
}

static void
add(struct irc *irc, const struct irc_line *line)
{
	struct str unused;
	const struct message_line added = { line->param[1],
		irc_tag_find(line->tags, STR(IRC_MULTILINE_CONCAT), &unused) };
	const enum code code = message_lines_add(&collected.lines, added);

	for (size_t i = 0; i < COUNT(faults); i++)
		if (faults[i].code == code)
			fail(irc, faults[i].word, faults[i].about,
			    faults[i].text);
}

/* Takes a message while a batch is open. */
static void
take_line(struct irc *irc, const struct irc_line *line, bool is_of_batch)
{
	if (!is_of_batch)
		fail_invalid(irc, STR("Only PRIVMSG may be in the batch"));
	else if (!str_caseeq(line->param[0], IRC_STR(irc->multiline.target)))
		fail_target(irc, line->param[0]);
	else
		add(irc, line);
}

bool
irc_multiline_take(
    struct irc *irc, const struct irc_line *line, bool is_privmsg)
{
	const struct irc_multiline *message = &irc->multiline;
	struct str reference;
	const bool tagged = is_allowed(irc) &&
	    irc_tag_find(line->tags, STR("batch"), &reference);
	const bool matches = tagged && message->state != IRC_MULTILINE_NONE &&
	    str_eq(reference, IRC_STR(message->reference));

	if (message->state == IRC_MULTILINE_OPEN) {
		take_line(irc, line, matches && is_privmsg);
		return true;
	}
	if (tagged && !matches)
		fail_invalid(irc, STR("No such batch"));
	return tagged;
}

bool
irc_multiline_label(
    struct irc *irc, const struct irc_line *line, struct str *label)
{
	const struct irc_multiline *message = &irc->multiline;
	const bool is_batch =
	    str_caseeq(line->command, STR("BATCH")) && is_allowed(irc);

	if (!irc_tag_find(line->tags, STR("label"), label) ||
	    label->len > IRC_LABEL)
		label->len = 0;
	if (is_batch && str_begins(line->param[0], STR("-")) &&
	    message->state == IRC_MULTILINE_OPEN)
		*label = IRC_STR(message->label);
	else if (is_batch && str_begins(line->param[0], STR("+")) &&
	    message->state == IRC_MULTILINE_NONE)
		label->len = 0;
	return label->len > 0;
}

/* Returns whether a message of several lines can go there. */
static bool
is_target(struct str target)
{
	return target.len > 0 && target.len <= LIMIT_GROUP + 2 &&
	    memchr(target.at, ',', target.len) == NULL &&
	    !irc_is_service(target);
}

/* Begins a message: "BATCH +REFERENCE draft/multiline TARGET". */
static void
begin(struct irc *irc, const struct irc_line *line, struct str reference)
{
	struct irc_multiline *message = &irc->multiline;
	struct str label;
	struct buf buf;

	message->label.len = 0;
	if (irc_tag_find(line->tags, STR("label"), &label) &&
	    label.len <= IRC_LABEL && irc_can(irc, CAP_LABELED_RESPONSE))
		IRC_KEEP(message->label, label);
	IRC_KEEP(message->reference, reference);
	IRC_KEEP(message->target, line->param[2]);
	message->state = IRC_MULTILINE_OPEN;
	message_lines_clear(&collected.lines);
	collected.tags_len = 0;
	if (line->tags.len == 0 || !irc_can(irc, CAP_MESSAGE_TAGS))
		return;
	buf_init(&buf, collected.tags, sizeof(collected.tags));
	irc_message_tags(line->tags, &buf);
	collected.tags_len = buf_len(&buf);
}

static void
try_to_begin(struct irc *irc, const struct irc_line *line, struct str reference)
{
	if (irc->multiline.state == IRC_MULTILINE_OPEN)
		fail_invalid(irc, STR("A batch is open already"));
	else if (!str_eq(line->param[1], STR(IRC_MULTILINE)))
		fail_invalid(irc, STR("Unknown type of batch"));
	else if (reference.len == 0 || reference.len > IRC_REFERENCE)
		fail_invalid(irc, STR("Invalid reference"));
	else if (!is_target(line->param[2]))
		fail_invalid(irc, STR("Invalid target"));
	else
		begin(irc, line, reference);
}

/* Sends the message up as one command, after its tags. */
static void
send_up(struct irc *irc)
{
	const struct str target = IRC_STR(irc->multiline.target);
	const size_t before = buf_len(&irc->conn->up);
	struct irc_target to;
	enum code code;

	irc_message_target(target, &to);
	irc_message_say_tags(
	    irc, (struct str) { collected.tags, collected.tags_len });
	code = IRC_ASK(irc, IRC_ASKS_PRIVMSG, target, STR("lines"),
	    ((struct str) { to.text, to.len }),
	    message_lines_lengths(&collected.lines),
	    message_lines_text(&collected.lines));
	if (code == CODE_OK)
		return;
	irc->conn->up.end = irc->conn->up.start + before; /* tags removed */
	irc_error(irc, IRC_ASKS_PRIVMSG, code, target);
}

/* Ends a message: "BATCH -REFERENCE". */
static void
end(struct irc *irc, struct str reference)
{
	struct irc_multiline *message = &irc->multiline;

	if (message->state == IRC_MULTILINE_NONE ||
	    !str_eq(reference, IRC_STR(message->reference))) {
		fail_invalid(irc, STR("No such batch"));
		return;
	}
	if (message->state == IRC_MULTILINE_OPEN && !collected.lines.has_text)
		fail_invalid(irc, STR("No text to send"));
	else if (message->state == IRC_MULTILINE_OPEN)
		send_up(irc);
	if (!irc->out.too_early)
		message->state = IRC_MULTILINE_NONE;
}

enum irc_done
irc_batch(struct irc *irc, const struct irc_line *line)
{
	struct str reference = line->param[0];

	if (!is_allowed(irc))
		NUMERIC(irc, "421", irc_word(line->command),
		    STR(" :Unknown command"));
	else if (str_skip(&reference, STR("+")))
		try_to_begin(irc, line, reference);
	else if (str_skip(&reference, STR("-")))
		end(irc, reference);
	else
		fail_invalid(irc, STR("Invalid reference"));
	return IRC_DONE;
}
