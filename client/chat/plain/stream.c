/*
 * The interface of a chat as a plain stream: lines that stay, in the terminal's
 * own scrollback with the input line below them (-p), or on the standard output
 * of a filter. See core/ui.h.
 */
#include "chat/core/chat_state.h"
#include "chat/core/ui.h"
#include "system/term.h"
#include "text/forms.h"
#include "text/width.h"

/* ECMA-48, the part that every terminal knows. */
#define TO_FIRST_COLUMN STR("\r")
#define ERASE_BELOW STR("\033[J")
#define ERASE_ALL STR("\033[H\033[2J")
#define MARK_PASTES STR("\033[?2004h")
#define LEAVE_PASTES STR("\033[?2004l")

/*
 * Room for the row, which is at most the question and the longest line with the
 * signs of many line breaks; and for a line, whose rows are indented.
 */
#define ROW_ROOM (2 * CHAT_QUESTION + EDIT_MOST + 384)
#define LINE_ROOM (2 * CHAT_LINE + 3 * ROW_ROOM)
static_assert(LINE_ROOM <= CHAT_STEP, "a line can be printed");

static struct {
	char row[ROW_ROOM]; /* as it is on the screen */
	size_t len;
	size_t cursor; /* its column */
	bool drawn; /* the row is on the screen */
	struct str question; /* before the line being typed */
} stream;

static struct str
row_of(void)
{
	return (struct str) { stream.row, stream.len };
}

/* Removes the row from the screen; the cursor is in the first column. */
static void
clear_row(struct chat *chat)
{
	struct out *out = &chat->console->out;

	if (!stream.drawn)
		return;
	out_put(out, TO_FIRST_COLUMN);
	if (term_is_dumb()) {
		for (size_t i = width_of(row_of()); i > 0; i--)
			out_put(out, STR(" "));
		out_put(out, TO_FIRST_COLUMN);
	} else
		out_put(out, ERASE_BELOW);
	stream.drawn = false;
}

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

/* Prints the lines above the row. */
static void
show_lines(struct chat *chat, struct str lines)
{
	struct out *out = &chat->console->out;

	clear_row(chat);
	if (chat->options.person && term_is_dumb())
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

static void
take(struct chat *chat)
{
	if (!term_is_dumb())
		out_put(&chat->console->out, MARK_PASTES);
}

static void
give_back(struct chat *chat)
{
	clear_row(chat);
	if (chat->options.person && !term_is_dumb())
		out_put(&chat->console->out, LEAVE_PASTES);
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

/* Messages for programs go to standard error. */
static void
remark(struct chat *chat, enum remark kind, struct str group,
    const struct str *pieces, size_t count)
{
	(void)group;
	if (!chat->options.person)
		return;
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

/* Takes keys that do something other than edit the line. */
static bool
key(struct chat *chat, const struct key *key)
{
	const struct world *joined = &chat->session.joined;
	size_t i = world_current_index(joined);

	if (!typing_is_free(&chat->console->typing))
		return false;
	switch (key->kind) {
	case KEY_NEXT:
	case KEY_ALT_RIGHT:
		i = i + 1 < joined->count ? i + 1 : 0;
		break;
	case KEY_PREVIOUS:
	case KEY_ALT_LEFT:
		i = (i > 0 ? i : joined->count) - 1;
		break;
	case KEY_NUMBER: /* 0 comes after 9 */
		i = (key->number > 0 ? key->number : 10) - 1;
		break;
	case KEY_REDRAW:
		clear_row(chat);
		if (!term_is_dumb())
			out_put(&chat->console->out, ERASE_ALL);
		return true;
	default:
		return false;
	}
	if (i < joined->count)
		choose_group(chat, world_at(joined, i));
	else
		out_put(&chat->console->out, STR("\a"));
	return true;
}

/* Leaves the finished line on the screen. */
static void
taken(struct chat *chat)
{
	const struct str line = edit_line(&chat->console->typing.edit);
	char memory[ROW_ROOM];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	if (line.len == 0)
		return;
	if (session_name(&chat->session).len == 0) /* that for the name */
		(void)BUF_CAT(&text, stream.question);
	render_typed(&text, line);
	(void)BUF_CAT(&text, STR("\n")); /* all fits */
	show_lines(chat, buf_str(&text));
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
	const struct key redraw = { .kind = KEY_REDRAW };

	if (wanted == ACTION_WINDOW && (chat->options.person || rest.len > 0))
		go(chat, rest);
	else if (wanted != ACTION_CLEAR || !chat->options.person)
		return false;
	else
		(void)key(chat, &redraw);
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

/* Composes the row as it should be. Returns the column of its cursor. */
static size_t
compose_row(struct typing *typing, struct buf *to)
{
	if (typing->find.active)
		typing_find_prompt(&typing->find, to);
	else
		(void)BUF_CAT(to, stream.question); /* fits: ROW_ROOM */
	const size_t asked = width_of(buf_str(to));
	/* Keep the last column free, for after it the terminal wraps. */
	const size_t columns = term_columns();
	const struct edit_view view = edit_view(
	    &typing->edit, columns > asked + 1 ? columns - asked - 1 : 1);
	if (typing->asks)
		return asked;
	render_typed(to, view.shown);
	return asked + view.cursor;
}

/* Draws the row if it, or the place of its cursor, has changed. */
static void
draw_row(struct chat *chat, struct str question)
{
	struct out *out = &chat->console->out;
	char memory[ROW_ROOM];
	struct buf next;

	if (!chat->options.person || out_room(out) < 4 * ROW_ROOM)
		return;
	if (buf_len(&out->waiting) == 0) /* all is printed */
		past_report(chat);
	if (out->dropped && buf_len(&out->waiting) == 0) {
		out->dropped = false;
		take(chat);
		stream.drawn = true; /* or what else is in its place */
		CHAT_REMARK(chat,
		    STR("lines are missing here: the terminal took none"));
	}
	stream.question = question;
	buf_init(&next, memory, sizeof(memory));
	const size_t cursor = compose_row(&chat->console->typing, &next);
	const struct str row = buf_str(&next);
	if (stream.drawn && stream.cursor == cursor && str_eq(row, row_of()))
		return;
	if (stream.drawn && term_is_dumb())
		clear_row(chat);
	out_put(out, TO_FIRST_COLUMN);
	out_put(out, row);
	if (term_is_dumb()) {
		out_put(out, TO_FIRST_COLUMN);
		out_put(
		    out, (struct str) { row.at, width_prefix(row, cursor) });
	} else {
		out_put(out, ERASE_BELOW);
		out_put(out, TO_FIRST_COLUMN);
		if (cursor > 0) {
			out_put(out, STR("\033["));
			out_put(out, DECIMAL(cursor));
			out_put(out, STR("C"));
		}
	}
	memcpy(stream.row, row.at, row.len);
	stream.len = row.len;
	stream.cursor = cursor;
	stream.drawn = true;
}

const struct ui ui_stream = {
	.take = take,
	.give_back = give_back,
	.measure = clear_row,
	.hear = hear,
	.show = show_lines,
	.remark = remark,
	.key = key,
	.taken = taken,
	.where = where,
	.action = action,
	.past = past,
	.past_end = past_end,
	.lost = tell_lost,
	.draw = draw_row,
};
