/* Rendering for people: see render.h. */
#include "text/render.h"

#include <stdint.h>
#include <time.h>

#include "shared/clock.h"
#include "shared/names.h"
#include "text/colour.h"
#include "text/format.h"
#include "text/forms.h"
#include "text/harmless.h"

#define DIM STR("\033[2m")
#define NORMAL STR("\033[0m")
#define REVERSE STR("\033[7m")

/*
 * Appends a piece. The buffer has room by contract; otherwise the piece is
 * dropped.
 */
static void
render_put(struct buf *to, struct str piece)
{
	(void)BUF_CAT(to, piece);
}

void
render_text(struct buf *to, struct str text)
{
	size_t len;

	for (; text.len > 0; str_drop(&text, len))
		render_put(to, harmless_replace(text, &len));
}

void
render_typed(struct buf *to, struct str text)
{
	while (text.len > 0) {
		const char *end = memchr(text.at, '\n', text.len);
		const size_t len =
		    end != NULL ? (size_t)(end - text.at) : text.len;
		render_text(to, (struct str) { text.at, len });
		str_drop(&text, len + (end != NULL));
		render_put(to, end != NULL ? STR(RENDER_BREAK) : STR(""));
	}
}

const char *
render_string(char *room, size_t size, const struct str *pieces, size_t count)
{
	struct buf text;

	buf_init(&text, room, size - 1);
	for (size_t i = 0; i < count; i++)
		render_text(&text, pieces[i]);
	room[buf_len(&text)] = '\0';
	return room;
}

static void
fill_in(struct buf *to, struct str form, const struct command *line)
{
	struct piece piece;

	while (forms_next(&form, line, &piece)) {
		for (size_t i = 0; i < piece.pad; i++)
			render_put(to, STR(" "));
		render_put(to, piece.sign);
		if (piece.foreign)
			render_text(to, piece.text);
		else
			render_put(to, piece.text);
	}
}

/*
 * Appends "[07:14] " or "2026-11-20 07:14:03 ". The ID is the time in
 * microseconds.
 */
static void
put_time(struct buf *to, struct str id, bool date)
{
	char text[sizeof("yyyyyyyyyy-mm-dd hh:mm:ss ")];
	uint64_t number;
	struct tm tm;

	if (!str_to_number(id, INT64_MAX, &number))
		return;
	const time_t seconds = (time_t)(number / SEC);
	if (localtime_r(&seconds, &tm) == NULL)
		return;
	const size_t len = date ?
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S ", &tm) :
	    strftime(text, sizeof(text), "[%H:%M] ", &tm);
	render_put(to, (struct str) { text, len });
}

/* Appends "[ops] " in the fixed form, and for a person "[#ops] ". */
static void
put_group(struct buf *to, struct str audience, bool stable)
{
	const struct str group = audience_group(audience);
	const struct str rank = { audience.at, audience.len - group.len };

	render_put(to, STR("["));
	render_text(to, stable ? rank : STR(""));
	render_put(to, stable ? STR("") : STR("#"));
	render_text(to, group);
	render_put(to, STR("] "));
}

/* Appends a speaker's name in colour, reversed if the line mentions us. */
static void
put_name(
    struct buf *to, struct str name, bool meant, const struct manner *manner)
{
	const bool marks = !manner->stable && (meant || manner->colours);

	render_put(to, marks && manner->colours ? colour_of(name) : STR(""));
	render_put(to, marks && meant ? REVERSE : STR(""));
	render_text(to, name);
	render_put(to, marks ? NORMAL : STR(""));
}

/*
 * Appends a message after its speaker: ": hello". For a person, an ACTION has a
 * "* " before the speaker, and then only a space.
 */
static void
put_said(struct buf *to, struct str text, bool action)
{
	render_put(to, action ? STR(" ") : STR(": "));
	render_text(to, text);
	render_put(to, STR("\n"));
}

static void
put_msg(struct buf *to, const struct command *line, const struct manner *manner)
{
	struct str text = line->arg[3];
	const bool action = !manner->stable && format_is_action(text, &text);

	if (manner->stable || manner->many)
		put_group(to, line->arg[1], manner->stable);
	render_put(to, action ? STR("* ") : STR(""));
	put_name(to, line->arg[2], manner->meant, manner);
	if (!manner->stable)
		render_put(to, forms_audience(line->arg[1]));
	put_said(to, text, action);
}

static void
put_tell(
    struct buf *to, const struct command *line, const struct manner *manner)
{
	struct str text = line->arg[3];
	const bool action = !manner->stable && format_is_action(text, &text);
	const bool ours = str_caseeq(line->arg[1], manner->me);

	if (manner->stable) {
		fill_in(to, STR("$1 -> $2: $3\n"), line);
		return;
	}
	if (ours)
		fill_in(to, STR("you -> $2: "), line);
	else {
		put_name(to, line->arg[1], false, manner);
		render_put(to, STR(" -> you: "));
	}
	if (action) {
		render_put(to, STR("* "));
		put_name(to, line->arg[1], false, manner);
		render_put(to, STR(" "));
	}
	render_text(to, text);
	render_put(to, STR("\n"));
}

bool
render_is_stamp(const struct command *line, size_t i)
{
	return i == 0 && line->rule->args[0] == ARG_ID &&
	    !grammar_is_of_item(line->rule);
}

/*
 * Appends a line other than msg and tell in the fixed form: the verb and all
 * arguments but the ID.
 */
static void
put_stable(struct buf *to, const struct command *line)
{
	render_put(to, STR("-- "));
	render_put(to, line->rule->word);
	for (size_t i = 0; i < line->count; i++) {
		if (render_is_stamp(line, i))
			continue;
		render_put(to, STR(" "));
		render_text(to, line->arg[i]);
	}
	render_put(to, STR("\n"));
}

static void
put_event(
    struct buf *to, const struct command *line, const struct manner *manner)
{
	struct command cut;
	const struct str form = forms_find(line, manner->me, &cut);

	if (form.len == 0)
		return;
	const bool dim = form.at[0] == '-';
	render_put(to, dim ? DIM : STR(""));
	fill_in(to, form, &cut);
	render_put(to, dim ? NORMAL : STR(""));
	render_put(to, STR("\n"));
}

static void
put_line(
    struct buf *to, const struct command *line, const struct manner *manner)
{
	const enum verb verb = line->rule->verb;

	if (manner->times && line->rule->args[0] == ARG_ID)
		put_time(to, line->arg[0], manner->dates);
	if (verb == VERB_MSG)
		put_msg(to, line, manner);
	else if (verb == VERB_TELL)
		put_tell(to, line, manner);
	else if (manner->stable)
		put_stable(to, line);
	else
		put_event(to, line, manner);
}

void
render_line(
    struct buf *to, const struct command *line, const struct manner *manner)
{
	/* Nothing is shown of the head of several lines. */
	if (line->rule->verb == VERB_LINES)
		return;
	if (manner->window)
		render_window_line(to, line, manner);
	else
		put_line(to, line, manner);
}

void
render_stray(struct buf *to, struct str line)
{
	render_put(to, STR("?? "));
	render_text(to, line);
	render_put(to, STR("\n"));
}

static void
put_pieces(struct buf *to, const struct str *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		render_text(to, pieces[i]);
}

void
render_remark(struct buf *to, const struct str *pieces, size_t count)
{
	render_put(to, DIM);
	render_put(to, STR("-- "));
	put_pieces(to, pieces, count);
	render_put(to, NORMAL);
	render_put(to, STR("\n"));
}

void
render_mistake(struct buf *to, const struct str *pieces, size_t count)
{
	render_put(to, STR("!! "));
	put_pieces(to, pieces, count);
	render_put(to, STR("\n"));
}
