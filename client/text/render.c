/* Rendering lines: see render.h. */
#include "text/render.h"

#include <string.h>

#include "shared/names.h"
#include "text/format.h"
#include "text/forms.h"
#include "text/width.h"

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

bool
render_is_stamp(const struct command *line, size_t i)
{
	return i == 0 && line->rule->args[0] == ARG_ID &&
	    !grammar_is_of_item(line->rule);
}

/* Appends a speaker's name. */
static void
put_name(struct styled *line, struct str name, const struct manner *manner)
{
	sgr style = style_of_name(name);

	if (manner->past)
		style = line->base;
	else if (str_caseeq(name, manner->me))
		style = theme_style(THEME_OWN);
	else if (manner->meant)
		style = theme_style(THEME_MENTION);
	styled_name(line, name, style);
}

/*
 * Appends "sara: hello", or for an ACTION "* sara waves". "To" is empty, or
 * says after the name who else has the message. In a view, a further line of a
 * message has spaces below "sara: ".
 */
static void
put_said(struct styled *line, struct str name, struct str to, struct str text,
    const struct manner *manner)
{
	const bool action = format_is_action(text, &text);

	if (manner->window && manner->further && !action) {
		const size_t columns = width_of(name) + width_of(to) + 2;
		for (size_t i = 0; i < columns; i++)
			styled_words(line, STR(" "));
	} else {
		styled_words(line, action ? STR("* ") : STR(""));
		put_name(line, name, manner);
		styled_words(line, to);
		styled_words(line, action ? STR(" ") : STR(": "));
	}
	styled_text(line, text);
}

static void
put_msg(
    struct styled *line, const struct command *msg, const struct manner *manner)
{
	if (manner->places) {
		styled_words(line, STR("["));
		styled_signed(line, STR("#"), audience_group(msg->arg[1]));
		styled_words(line, STR("] "));
	}
	put_said(line, msg->arg[2], forms_audience(msg->arg[1]), msg->arg[3],
	    manner);
}

/*
 * Appends "sara -> you: hello" or "you -> sara: hello", with "* sara waves" for
 * an ACTION; in the view of that person only "sara: hello".
 */
static void
put_tell(struct styled *line, const struct command *tell,
    const struct manner *manner)
{
	const struct str text = tell->arg[3];
	struct manner plain = *manner;
	struct str phrase;

	/* In the stream, all of these are for us. */
	plain.meant = manner->meant && manner->window;
	manner = &plain;
	if (!manner->window || manner->places) {
		if (str_caseeq(tell->arg[1], manner->me)) {
			styled_name(line, STR("you"), theme_style(THEME_OWN));
			styled_words(line, STR(" -> "));
			styled_text(line, tell->arg[2]);
		} else {
			put_name(line, tell->arg[1], manner);
			styled_words(line, STR(" -> you"));
		}
		styled_words(line, STR(": "));
		if (!format_is_action(text, &phrase)) {
			styled_text(line, text);
			return;
		}
	}
	put_said(line, tell->arg[1], STR(""), text, manner);
}

/*
 * Appends a line in the fixed form: what is said, or the verb and all arguments
 * but the ID.
 */
static void
put_stable(struct styled *line, const struct command *command)
{
	switch (command->rule->verb) {
	case VERB_MSG:
		forms_put(line, STR("[$1] $2: $3"), command);
		return;
	case VERB_TELL:
		forms_put(line, STR("$1 -> $2: $3"), command);
		return;
	default:
		styled_words(line, STR("-- "));
		styled_words(line, command->rule->word);
	}
	for (size_t i = 0; i < command->count; i++) {
		if (render_is_stamp(command, i))
			continue;
		styled_words(line, STR(" "));
		styled_text(line, command->arg[i]);
	}
}

/* Appends a line other than what is said. */
static void
put_event(struct buf *to, const struct command *event, struct str form,
    const struct command *cut, const struct manner *manner)
{
	struct command shown = *cut;
	struct styled line;

	/* In its own view, the group needs no name. */
	if (event->rule->verb == VERB_MODE && manner->window && !manner->places)
		shown.arg[1] = (struct str) { NULL, 0 };
	styled_begin(&line, to,
	    theme_style(form.at[0] == '!' ? THEME_MISTAKE : THEME_EVENT),
	    false);
	forms_put(&line, form, &shown);
	styled_end(&line);
}

/* Appends "[07:14] " or "2026-11-20 07:14:03 ". */
static void
put_time(
    struct buf *to, const struct command *line, const struct manner *manner)
{
	char room[WHEN_ROOM];

	if (manner->times && !manner->window && line->rule->args[0] == ARG_ID)
		render_put(to,
		    forms_time(line->arg[0],
			manner->dates ? WHEN_DATE " " : WHEN_STAMP, room));
}

void
render_line(
    struct buf *to, const struct command *command, const struct manner *manner)
{
	const enum verb verb = command->rule->verb;
	const bool said = verb == VERB_MSG || verb == VERB_TELL;
	struct str form = STR("");
	struct command cut;
	struct styled line;

	if (!said && !manner->stable)
		form = forms_find(command, manner->me, &cut);
	/* Nothing is shown of the head of several lines. */
	if (verb == VERB_LINES || (!said && !manner->stable && form.len == 0))
		return;
	put_time(to, command, manner);
	if (form.len > 0) {
		put_event(to, command, form, &cut, manner);
	} else {
		styled_begin(&line, to,
		    manner->past ? theme_style(THEME_PAST) : 0, manner->stable);
		if (manner->stable)
			put_stable(&line, command);
		else if (verb == VERB_MSG)
			put_msg(&line, command, manner);
		else
			put_tell(&line, command, manner);
		styled_end(&line);
	}
	render_put(to, manner->window ? STR("") : STR("\n"));
}

void
render_stray(struct buf *to, struct str line)
{
	render_put(to, STR("?? "));
	render_text(to, line);
	render_put(to, STR("\n"));
}

void
render_remark(
    struct buf *to, enum theme_key key, const struct str *pieces, size_t count)
{
	struct styled line;

	styled_begin(&line, to, theme_style(key), false);
	styled_words(&line, key == THEME_MISTAKE ? STR("!! ") : STR("-- "));
	for (size_t i = 0; i < count; i++) {
		struct str piece = pieces[i];
		const bool sign = piece.len > 0 && i + 1 < count &&
		    piece.at[piece.len - 1] == '#';
		piece.len -= sign;
		styled_text(&line, piece);
		if (sign)
			styled_signed(&line, STR("#"), pieces[++i]);
	}
	styled_end(&line);
}

void
render_own(struct buf *to, struct str me, struct str text)
{
	const bool action = format_is_action(text, &text);
	struct styled line;

	styled_begin(&line, to, theme_style(THEME_PENDING), false);
	styled_words(&line, action ? STR("* ") : STR(""));
	styled_text(&line, me);
	styled_words(&line, action ? STR(" ") : STR(": "));
	styled_text(&line, text);
	styled_end(&line);
}

void
render_own_fate(struct buf *to, enum theme_key key, struct str line,
    const struct str *pieces, size_t count)
{
	struct styled styled;
	size_t columns, len;

	styled_begin(&styled, to, theme_style(key), false);
	styled_words(&styled, key == THEME_MISTAKE ? STR("!! ") : STR(""));
	/* The line's text as it is, without its styles. */
	for (; line.len > 0; str_drop(&line, len)) {
		len = width_first(line, &columns);
		if (line.at[0] != '\033')
			styled_words(&styled, (struct str) { line.at, len });
	}
	styled_words(&styled, STR(" ("));
	for (size_t i = 0; i < count; i++)
		styled_text(&styled, pieces[i]);
	styled_words(&styled, STR(")"));
	styled_end(&styled);
}
