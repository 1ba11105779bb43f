/*
 * The interface of a chat as a plain stream (-p): lines that stay, in the
 * terminal's own scrollback. What is typed is the terminal's until its line
 * ends. See stream.h.
 */
#include "chat/core/console.h"
#include "chat/core/past.h"
#include "system/term.h"
#include "text/forms.h"
#include "text/width.h"

static_assert(2 * CHAT_LINE <= CHAT_STEP, "a line can be printed");

static struct {
	bool asked; /* a question is in the last row, before the answer */
	bool hides; /* the terminal does not echo the answer */
	bool ended; /* the line typed last has ended, and may have been kept */
} stream;

/* Puts lines for a terminal that knows no escape sequences. */
static void
put_bare(struct out *out, struct str lines)
{
	size_t columns;

	while (lines.len > 0) {
		const size_t len = width_first(lines, &columns);
		if (lines.at[0] != '\033')
			out_put(out, (struct str) { lines.at, len });
		str_drop(&lines, len);
	}
}

static void
show_lines(struct chat *chat, struct str lines)
{
	struct out *out = &chat->console->out;

	if (stream.asked)
		out_put(out, STR("\n"));
	stream.asked = false; /* and asked again below the lines */
	if (term_is_dumb())
		put_bare(out, lines);
	else
		out_put_lines(out, lines);
}

/* Shows the text rendered in the chat's line. */
static void
show_line(struct chat *chat)
{
	struct buf *line = &chat->console->line;

	show_lines(chat, buf_str(line));
	buf_drop(line, buf_len(line));
}

/* The terminal echoes what is typed. */
static void
take(struct chat *chat)
{
	(void)chat;
	stream.asked = stream.hides = false;
}

static void
give_back(struct chat *chat)
{
	if (stream.asked)
		out_put(&chat->console->out, STR("\n"));
	stream.asked = false;
}

static void
measure(struct chat *chat)
{
	(void)chat;
}

static void
hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner)
{
	if (!shown)
		return;
	render_line(&chat->console->line, line, manner);
	show_line(chat);
}

static void
remark(struct chat *chat, enum remark kind, struct str group,
    const struct str *pieces, size_t count)
{
	(void)group;
	render_remark(&chat->console->line,
	    kind == REMARK_MISTAKE ? THEME_MISTAKE : THEME_EVENT, pieces,
	    count);
	(void)BUF_CAT(&chat->console->line, STR("\n"));
	show_line(chat);
}

/*
 * Prints an event of the past with its date; one from before we came is
 * dimmed.
 */
static bool
past(struct chat *chat, const struct past_want *want,
    const struct command *event, const struct manner *manner)
{
	struct manner dated = *manner;
	const enum verb verb = event->rule->verb;

	if (verb != VERB_MSG && verb != VERB_TELL && verb != VERB_GAP)
		return false;
	if (want->kind == PAST_MISSED && want->first == 0 && verb != VERB_GAP)
		CHAT_REMARK(chat, STR("you missed in "),
		    forms_sign(past_place(want)), past_place(want), STR(":"));
	dated.times = dated.dates = true;
	render_line(&chat->console->line, event, &dated);
	show_line(chat);
	return true;
}

/* What is printed of a talk is read. */
static void
past_end(struct chat *chat, const struct past_want *want, bool goes_on)
{
	if (past_place(want).at[0] == '@')
		SESSION_ASK(&chat->session, VERB_SEEN, STR("seen"),
		    past_place(want), DECIMAL(want->id));
	if (want->kind == PAST_MISSED && want->more && !goes_on)
		CHAT_REMARK(chat, STR("there are more: /history "),
		    forms_sign(past_place(want)), past_place(want),
		    STR(" after "), DECIMAL(want->id), STR(" 50"));
}

static void
choose_group(struct chat *chat, struct str group)
{
	world_choose(&chat->session.joined, group);
	CHAT_REMARK(chat, STR("current group: #"), group);
}

/*
 * Takes all keys but those of a line that the terminal has edited. A line that
 * could not be sent is sent by Enter alone, or gone with the next one; a text
 * that waits for a connection ends with a line break, and stays.
 */
static bool
key(struct chat *chat, const struct key *key)
{
	struct typing *typing = &chat->console->typing;
	const struct str stays = edit_line(&typing->edit);
	const struct key space = { KEY_CHARACTER, " ", 1, 0 };

	if (key->kind != KEY_ENTER && stream.ended && !typing->asks &&
	    stays.len > 0 && stays.at[stays.len - 1] != '\n')
		edit_clear(&typing->edit);
	stream.ended = key->kind == KEY_ENTER;
	if (stream.ended)
		stream.asked = false;
	if (key->kind == KEY_TAB)
		(void)typing_key(typing, &space);
	return key->kind != KEY_ENTER && key->kind != KEY_CHARACTER &&
	    key->kind != KEY_PASTE && key->kind != KEY_PASTE_END;
}

static struct where
where(const struct chat *chat)
{
	const struct world *joined = &chat->session.joined;

	return (struct where) {
		.kind = joined->count > 0 ? WHERE_GROUP : WHERE_NOWHERE,
		.name = world_current(joined),
		.joined = joined,
	};
}

/* Chooses the group, or shows which there are. */
static void
go(struct chat *chat, struct str rest)
{
	const struct world *joined = &chat->session.joined;

	(void)str_skip(&rest, STR("#"));
	if (rest.len > 0 && world_has(joined, rest))
		choose_group(chat, rest);
	else if (rest.len > 0)
		CHAT_REFUSE(chat, STR("you are not in #"), rest,
		    STR("; /join it first"));
	else if (joined->count == 0)
		CHAT_REMARK(chat, STR("you are in no group"));
	for (size_t i = 0; rest.len == 0 && i < joined->count; i++)
		CHAT_REMARK(chat, STR("you are in #"), world_at(joined, i),
		    i == world_current_index(joined) ? STR(" (current)") :
						       STR(""));
}

static bool
action(struct chat *chat, enum action wanted, struct str rest)
{
	if (wanted != ACTION_WINDOW)
		return false;
	go(chat, rest);
	return true;
}

/* Tells, in a line of its own, how many messages may be lost. */
static void
tell_lost(struct chat *chat)
{
	const struct world *joined = &chat->session.joined;
	const size_t count = session_unconfirmed(&chat->session);

	for (size_t i = 0; i < joined->count && chat->past.newest != 0; i++)
		past_since(&chat->past, world_at(joined, i), chat->past.newest);
	if (count > 0)
		CHAT_REMARK(chat, STR("messages that may not have arrived: "),
		    DECIMAL(count));
}

/* Puts the question once, behind all lines. */
static void
draw(struct chat *chat, struct str question)
{
	const struct typing *typing = &chat->console->typing;
	const bool hides = typing->asks && typing->hidden;
	struct out *out = &chat->console->out;

	if (hides != stream.hides)
		(void)term_take_lines(!hides);
	stream.hides = hides;
	if (buf_len(&out->waiting) > 0)
		return;
	past_report(chat); /* all is printed */
	if (out->dropped) {
		out->dropped = false;
		CHAT_REMARK(chat,
		    STR("lines are missing here: the terminal took none"));
	}
	if (question.len > 0 && !stream.asked)
		out_put(out, question);
	stream.asked = question.len > 0;
}

const struct ui ui_stream = {
	.take = take,
	.give_back = give_back,
	.measure = measure,
	.hear = hear,
	.show = show_lines,
	.remark = remark,
	.key = key,
	.where = where,
	.action = action,
	.past = past,
	.past_end = past_end,
	.lost = tell_lost,
	.draw = draw,
};
