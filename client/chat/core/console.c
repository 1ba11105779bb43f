/*
 * What every file of the chat asks of its console: see console.h. Nothing here
 * knows what the lines mean.
 */
#include "chat/core/console.h"

#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "chat/core/notify.h"
#include "system/files.h"
#include "system/signals.h"
#include "system/term.h"

bool
chat_is_over(const struct chat *chat)
{
	return chat->console->over;
}

void
chat_end(struct chat *chat, int status)
{
	if (chat_is_over(chat))
		return;
	chat->console->over = true;
	chat->console->status = status;
}

void
chat_fail(struct chat *chat, int status, const char *format, ...)
{
	va_list values;

	char *message = chat->console->message;
	if (chat_is_over(chat))
		return;
	chat_end(chat, status);
	va_start(values, format);
	if (vsnprintf(message, CHAT_MESSAGE, format, values) < 0)
		message[0] = '\0';
	va_end(values);
}

bool
chat_has_room(struct chat *chat)
{
	const struct out *out = &chat->console->out;

	return out_room(&chat->console->out) >= CHAT_STEP ||
	    clock_mono() >= out->moved + CONSOLE_STOPPED;
}

bool
chat_take_terminal(struct chat *chat)
{
	const bool taken =
	    chat->console->window != NULL ? term_take() : term_take_lines(true);

	chat->console->ui->take(chat);
	return taken;
}

void
chat_give_back(struct chat *chat)
{
	struct out *out = &chat->console->out;

	if (out->dropped)
		buf_drop(&out->waiting, buf_len(&out->waiting));
	out->dropped = false;
	chat->console->ui->give_back(chat);
}

void
chat_suspend(struct chat *chat)
{
	struct console *console = chat->console;

	if (files_restricted()) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("suspending: " RESTRICTED_WHY));
		return;
	}
	chat_give_back(chat);
	/* An error will recur later. */
	(void)out_flush(&console->out, OUT_SHORTLY);
	term_give_back();
	signals_stop();
	if (signals_end_signal() == 0)
		(void)chat_take_terminal(chat);
	console->ui->measure(chat);
}

void
chat_ring(struct chat *chat)
{
	out_put(&chat->console->out, STR("\a"));
}

bool
chat_is_offline(const struct chat *chat)
{
	return chat->link.state != LINK_HERE &&
	    chat->link.state != LINK_UNNAMED;
}

struct str
chat_me(const struct chat *chat)
{
	const struct str name = session_name(&chat->session);

	return name.len == 0 && chat_is_offline(chat) ?
	    str_from(chat->link.name) :
	    name;
}

struct str
chat_server(const struct chat *chat)
{
	const struct link_options *options = &chat->link.options;

	if (options->via == NULL)
		return str_from(options->address);
	struct str rest = str_from(options->via);
	const struct str program = str_word(&rest);
	while (rest.at != NULL) {
		struct str host = str_word(&rest);
		const char *at = memchr(host.at, '@', host.len);
		if (at != NULL)
			str_drop(&host, (size_t)(at - host.at) + 1);
		if ((at != NULL || memchr(host.at, '.', host.len) != NULL) &&
		    memchr(host.at, '/', host.len) == NULL &&
		    memchr(host.at, '=', host.len) == NULL)
			return host;
	}
	return program;
}

struct manner
chat_manner(const struct chat *chat, const struct command *line)
{
	const struct str me = session_name(&chat->session);

	return (struct manner) {
		.window = chat->console->window != NULL,
		.times = chat->options.settings->times == SETTINGS_TIMES_YES,
		.places = chat->session.joined.count > 1,
		.me = me,
		.further = line != NULL &&
		    several_is_further(&chat->session.several, line),
		.meant = line != NULL && notify_means_us(line, me),
	};
}

/* --- Where a line is typed, and what becomes of it ------------------------ */

struct chat_place
chat_place(const struct chat *chat)
{
	const struct where where = chat->console->ui->where(chat);
	struct chat_place place = { .kind = where.kind };

	place.len = where.name.len < LIMIT_GROUP ? where.name.len : LIMIT_GROUP;
	if (place.len > 0)
		memcpy(place.name, where.name.at, place.len);
	return place;
}

struct where
chat_where(const struct chat *chat, const struct chat_place *place)
{
	const struct world *joined = &chat->session.joined;
	struct where where = chat->console->ui->where(chat);

	if (where.views && place != NULL) {
		where.kind = place->kind;
		where.name = (struct str) { place->name, place->len };
	}
	if (where.kind == WHERE_ALL && joined->count == 0)
		where.kind = WHERE_NOWHERE;
	where.joined = joined;
	where.me = chat_me(chat);
	return where;
}

bool
chat_queue(struct chat *chat, const struct chat_place *place,
    const struct str *pieces, size_t count)
{
	struct chat_line *line =
	    &chat->queue[(chat->queue_first + chat->queued) % CHAT_LINES];
	struct buf text;

	buf_init(&text, line->text, sizeof(line->text));
	if (chat->queued == CHAT_LINES || !buf_cat(&text, pieces, count))
		return false;
	line->len = buf_len(&text);
	line->place = *place;
	chat->queued++;
	return true;
}

void
chat_take_name(struct chat *chat, const char *name)
{
	const struct chat_place place = chat_place(chat);
	const struct str nick[] = { STR("/nick "), str_from(name) };

	if (!chat_queue(chat, &place, nick, COUNT(nick)))
		CHAT_TELL(chat, REMARK_MISTAKE, STR(CHAT_TOO_MUCH));
}

void
chat_refuse(struct chat *chat, const struct str *pieces, size_t count)
{
	char why[CHAT_MESSAGE];

	(void)render_string(why, CHAT_MESSAGE, pieces, count);
	CHAT_TELL(chat, REMARK_MISTAKE, STR("not sent: "), str_from(why));
}

void
chat_ask(struct chat *chat, bool hidden, question_taker *take,
    const struct str *pieces, size_t count)
{
	struct question *question = &chat->console->question;

	question->take = take;
	question->place = chat_place(chat);
	(void)render_string(
	    question->text, sizeof(question->text), pieces, count);
	typing_ask(&chat->console->typing, hidden);
	chat->console->ui->measure(chat); /* no key may have caused a draw */
}
