/*
 * The interface of a chat in the terminal's own scrollback: lines that stay,
 * and below them the input line. See ui.h and plain/stream.h.
 */
#include "chat/core/chat_state.h"
#include "chat/core/past.h"
#include "chat/core/ui.h"
#include "text/forms.h"
#include "text/term.h"

static void
measure(struct chat *chat)
{
	stream_resize(&chat->console->stream, term_columns());
}

static void
ui_stream_begin(struct chat *chat)
{
	stream_init(&chat->console->stream, &chat->console->out,
	    &chat->console->typing);
	chat->console->stream.plain = term_is_dumb();
	measure(chat);
}

static void
ui_stream_take(struct chat *chat)
{
	stream_take(&chat->console->stream);
}

static void
give_back(struct chat *chat)
{
	stream_give_back(&chat->console->stream);
}

static bool
is_ready(struct chat *chat)
{
	return stream_print(&chat->console->stream) && chat_has_room(chat);
}

static void
ui_stream_show(struct chat *chat, struct str lines)
{
	stream_add(&chat->console->stream, lines);
}

/* Shows the text rendered in the chat's line. */
static void
show_line(struct chat *chat)
{
	ui_stream_show(chat, buf_str(&chat->console->line));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

static void
ui_stream_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner)
{
	if (!shown)
		return;
	render_line(&chat->console->line, line, manner);
	show_line(chat);
}

/*
 * Prints "-- you missed in #ops:" before the first event, and a line before the
 * first letter.
 */
static void
head_missed(struct chat *chat, const struct past_want *want)
{
	if (want->kind == PAST_LETTER &&
	    chat->console->stream.round != want->round)
		CHAT_REMARK(chat, STR("messages came while you were away:"));
	if (want->kind == PAST_LETTER)
		chat->console->stream.round = want->round;
	if (want->kind == PAST_MISSED && want->messages == 0)
		CHAT_REMARK(chat, STR("you missed in "),
		    forms_sign(past_place(want)), past_place(want), STR(":"));
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
	char memory[RENDER_ROOM];
	struct buf text;

	if (verb != VERB_MSG && verb != VERB_TELL && verb != VERB_GAP)
		return false;
	if (verb != VERB_GAP)
		head_missed(chat, want);
	dated.times = dated.dates = true;
	dated.colours = manner->colours && !manner->past;
	dated.meant = manner->meant && !manner->past;
	buf_init(&text, memory, sizeof(memory));
	render_line(&text, event, &dated);
	const struct str line = { memory, buf_len(&text) - 1 };
	(void)BUF_CAT(&chat->console->line,
	    manner->past ? STR("\033[2m") : STR(""), line,
	    manner->past ? STR("\033[0m\n") : STR("\n"));
	show_line(chat);
	return true;
}

static void
past_ended(struct chat *chat, const struct past_want *want, bool goes_on)
{
	if (want->kind == PAST_MISSED && want->more && !goes_on)
		CHAT_REMARK(chat, STR("there are more: /history "),
		    forms_sign(past_place(want)), past_place(want),
		    STR(" after "), DECIMAL(want->id), STR(" 50"));
}

static void
remark(struct chat *chat, enum remark kind, struct str group,
    const struct str *pieces, size_t count)
{
	(void)group;
	if (kind == REMARK_MISTAKE)
		render_mistake(&chat->console->line, pieces, count);
	else
		render_remark(&chat->console->line, pieces, count);
	show_line(chat);
}

/* Makes group i current after a key. */
static void
choose_number(struct chat *chat, size_t i)
{
	struct world *joined = &chat->session.joined;

	if (i >= joined->count) {
		out_put(&chat->console->out, STR("\a"));
		return;
	}
	world_choose(joined, world_at(joined, i));
	CHAT_REMARK(chat, STR("current group: #"), world_current(joined));
}

/* Makes the group that is step groups after the current one current. */
static void
turn_to(struct chat *chat, size_t step)
{
	const struct world *joined = &chat->session.joined;

	if (joined->count > 0)
		choose_number(
		    chat, (world_current_index(joined) + step) % joined->count);
}

/* Chooses a group by its key; 0 comes after 9. */
static void
choose_key(struct chat *chat, size_t number)
{
	choose_number(chat, number == 0 ? 9 : number - 1);
}

/* Takes keys that do something other than edit the line. */
static bool
take_key(struct chat *chat, const struct key *key)
{
	if (!typing_is_free(&chat->console->typing))
		return false;
	switch (key->kind) {
	case KEY_NEXT:
	case KEY_ALT_RIGHT:
		turn_to(chat, 1);
		return true;
	case KEY_PREVIOUS:
	case KEY_ALT_LEFT:
		turn_to(chat, chat->session.joined.count - 1);
		return true;
	case KEY_NUMBER:
		choose_key(chat, key->number);
		return true;
	case KEY_REDRAW:
		stream_redraw(&chat->console->stream);
		return true;
	default:
		return false;
	}
}

static void
taken(struct chat *chat)
{
	stream_end_line(&chat->console->stream);
}

static struct where
where(const struct chat *chat)
{
	return where_current(&chat->session.joined);
}

static void
choose(struct chat *chat, struct str group)
{
	world_choose(&chat->session.joined, group);
	CHAT_REMARK(chat, STR("current group: #"), group);
}

static bool
action(struct chat *chat, enum action wanted, struct str rest)
{
	if (wanted == ACTION_CLEAR)
		stream_redraw(&chat->console->stream);
	else if (wanted == ACTION_CHOOSE)
		choose(chat, rest);
	else
		return false;
	return true;
}

/* Tells, in a line of its own, how many messages may be lost. */
static void
lost(struct chat *chat)
{
	const size_t count = session_unconfirmed(&chat->session);

	if (count > 0)
		CHAT_REMARK(chat, STR("messages that may not have arrived: "),
		    DECIMAL(count));
}

static void
draw(struct chat *chat, struct str question)
{
	if (out_room(&chat->console->out) < STREAM_ROOM)
		return;
	stream_ask(&chat->console->stream, question);
	stream_draw(&chat->console->stream);
}

static usec
due(const struct chat *chat)
{
	(void)chat;
	return 0;
}

/*
 * Prints and writes all lines. Waits for the terminal, unless a signal has
 * ended the chat.
 */
static void
ui_stream_finish(struct chat *chat)
{
	while (!stream_print(&chat->console->stream))
		if (chat->console->signal != 0 ||
		    !out_finish(&chat->console->out))
			break; /* an error recurs when the rest is written */
	stream_free(&chat->console->stream);
}

const struct ui ui_stream = {
	.begin = ui_stream_begin,
	.take = ui_stream_take,
	.give_back = give_back,
	.measure = measure,
	.ready = is_ready,
	.hear = ui_stream_hear,
	.show = ui_stream_show,
	.remark = remark,
	.key = take_key,
	.taken = taken,
	.where = where,
	.action = action,
	.past = past,
	.past_end = past_ended,
	.lost = lost,
	.draw = draw,
	.due = due,
	.finish = ui_stream_finish,
};
