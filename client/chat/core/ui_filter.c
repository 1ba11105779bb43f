/* The interface of a chat without a person, a filter: see ui.h. */
#include "chat/core/chat_state.h"
#include "chat/core/ui.h"

static void
nothing(struct chat *chat)
{
	(void)chat;
}

static bool
is_ready(struct chat *chat)
{
	return chat_has_room(chat);
}

static void
ui_filter_show(struct chat *chat, struct str lines)
{
	out_put_lines(&chat->console->out, lines);
}

static void
ui_filter_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner)
{
	if (!shown)
		return;
	render_line(&chat->console->line, line, manner);
	ui_filter_show(chat, buf_str(&chat->console->line));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

/* Shows nothing: messages for programs go to standard error. */
static void
remark(struct chat *chat, enum remark kind, struct str group,
    const struct str *pieces, size_t count)
{
	(void)chat;
	(void)group;
	(void)kind;
	(void)pieces;
	(void)count;
}

static struct where
where(const struct chat *chat)
{
	return where_current(&chat->session.joined);
}

/* Lets a filter's lines choose a group, and does nothing else. */
static bool
action(struct chat *chat, enum action wanted, struct str rest)
{
	if (wanted != ACTION_CHOOSE)
		return false;
	world_choose(&chat->session.joined, rest);
	return true;
}

static void
draw(struct chat *chat, struct str question)
{
	(void)chat;
	(void)question;
}

static usec
due(const struct chat *chat)
{
	(void)chat;
	return 0;
}

const struct ui ui_filter = {
	.begin = nothing,
	.take = nothing,
	.give_back = nothing,
	.measure = nothing,
	.ready = is_ready,
	.hear = ui_filter_hear,
	.show = ui_filter_show,
	.remark = remark,
	.where = where,
	.action = action,
	.lost = nothing,
	.draw = draw,
	.due = due,
	.finish = nothing,
};
