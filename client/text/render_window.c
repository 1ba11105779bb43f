/* Rendering for the window: see render_window.h. */
#include "text/render_window.h"

#include "shared/names.h"
#include "text/colour.h"
#include "text/format.h"
#include "text/forms.h"
#include "text/styled.h"
#include "text/theme.h"
#include "text/width.h"

/* Appends a speaker's name. */
static void
put_name(struct styled *line, struct str name, const struct manner *manner)
{
	const bool ours = str_caseeq(name, manner->me);

	if (manner->past)
		styled_name(line, name, STR(""));
	else if (ours)
		styled_name(line, name, theme_style(THEME_OWN));
	else if (manner->meant)
		styled_name(line, name, theme_style(THEME_MENTION));
	else
		styled_name(line, name, colour_of_name(name, manner->depth));
}

/* Appends spaces below "sara: ", for a further line of the message. */
static void
put_space(struct styled *line, size_t columns)
{
	for (size_t i = columns; i > 0; i--)
		styled_words(line, STR(" "));
}

/*
 * Appends "sara: hello", or for an ACTION "* sara waves". "To" is empty, or
 * says after the name who else has the message.
 */
static void
put_said(struct styled *line, struct str name, struct str to, struct str text,
    const struct manner *manner)
{
	struct str phrase;
	const bool action = format_is_action(text, &phrase);

	if (manner->further && !action) {
		put_space(line, width_of(name) + width_of(to) + 2);
		styled_text(line, text);
		return;
	}
	styled_words(line, action ? STR("* ") : STR(""));
	put_name(line, name, manner);
	styled_words(line, to);
	styled_words(line, action ? STR(" ") : STR(": "));
	styled_text(line, action ? phrase : text);
}

/* Appends "[#dev] ". */
static void
put_group(struct styled *line, struct str audience)
{
	styled_words(line, STR("["));
	styled_signed(line, STR("#"), audience_group(audience));
	styled_words(line, STR("] "));
}

static void
put_msg(
    struct styled *line, const struct command *msg, const struct manner *manner)
{
	if (manner->places)
		put_group(line, msg->arg[1]);
	put_said(line, msg->arg[2], forms_audience(msg->arg[1]), msg->arg[3],
	    manner);
}

/*
 * Appends "sara -> you: hello" or "you -> sara: hello"; for an ACTION "* sara
 * waves".
 */
static void
put_told(struct styled *line, const struct command *tell,
    const struct manner *manner)
{
	struct str phrase;
	const bool ours = str_caseeq(tell->arg[1], manner->me);

	if (ours)
		styled_name(line, STR("you"), theme_style(THEME_OWN));
	else
		put_name(line, tell->arg[1], manner);
	styled_words(line, STR(" -> "));
	if (ours)
		styled_text(line, tell->arg[2]);
	else
		styled_words(line, STR("you"));
	styled_words(line, STR(": "));
	if (format_is_action(tell->arg[3], &phrase))
		put_said(line, tell->arg[1], STR(""), tell->arg[3], manner);
	else
		styled_text(line, tell->arg[3]);
}

static void
put_tell(struct styled *line, const struct command *tell,
    const struct manner *manner)
{
	if (manner->places)
		put_told(line, tell, manner);
	else
		put_said(line, tell->arg[1], STR(""), tell->arg[3], manner);
}

static void
fill_in(struct styled *line, struct str form, const struct command *command)
{
	struct piece piece;

	while (forms_next(&form, command, &piece)) {
		for (size_t i = 0; i < piece.pad; i++)
			styled_words(line, STR(" "));
		if (piece.list)
			styled_list(line, piece.text);
		else if (piece.foreign)
			styled_signed(line, piece.sign, piece.text);
		else
			styled_words(line, piece.text);
	}
}

static void
put_event(
    struct buf *to, const struct command *event, const struct manner *manner)
{
	struct command cut;
	struct styled line;
	const struct str form = forms_find(event, manner->me, &cut);

	if (form.len == 0)
		return;
	/* In its own view, the group needs no name. */
	if (event->rule->verb == VERB_MODE && !manner->places)
		cut.arg[1] = (struct str) { NULL, 0 };
	const bool wrong = form.at[0] == '!';
	styled_begin(&line, to,
	    theme_style(wrong ? THEME_MISTAKE : THEME_EVENT), manner->depth);
	fill_in(&line, form, &cut);
	styled_end(&line);
}

void
render_window_line(
    struct buf *to, const struct command *command, const struct manner *manner)
{
	const enum verb verb = command->rule->verb;
	struct styled line;

	if (verb != VERB_MSG && verb != VERB_TELL) {
		put_event(to, command, manner);
		return;
	}
	styled_begin(&line, to,
	    manner->past ? theme_style(THEME_PAST) : STR(""), manner->depth);
	if (verb == VERB_MSG)
		put_msg(&line, command, manner);
	else
		put_tell(&line, command, manner);
	styled_end(&line);
}

/* Appends our name and text, all in one style. */
static void
put_own(struct styled *line, struct str me, struct str text)
{
	struct str phrase;
	const bool action = format_is_action(text, &phrase);

	styled_words(line, action ? STR("* ") : STR(""));
	styled_text(line, me);
	styled_words(line, action ? STR(" ") : STR(": "));
	styled_text(line, action ? phrase : text);
	styled_end(line);
}

void
render_own(
    struct buf *to, struct str me, struct str text, const struct manner *manner)
{
	struct styled line;

	styled_begin(&line, to, theme_style(THEME_PENDING), manner->depth);
	put_own(&line, me, text);
}

/* Appends a line's visible text, without its styles. */
static void
put_plain(struct styled *line, struct str text)
{
	size_t columns, len;

	for (; text.len > 0; str_drop(&text, len)) {
		len = width_first(text, &columns);
		if (text.at[0] != '\033')
			styled_words(line, (struct str) { text.at, len });
	}
}

/* Appends "me: text (why)" after the head. */
static void
put_with_reason(struct buf *to, enum theme_key key, struct str head,
    struct str line, const struct str *pieces, size_t count)
{
	struct styled styled;

	styled_begin(&styled, to, theme_style(key), DEPTH_NONE);
	styled_words(&styled, head);
	put_plain(&styled, line);
	styled_words(&styled, STR(" ("));
	for (size_t i = 0; i < count; i++)
		styled_text(&styled, pieces[i]);
	styled_words(&styled, STR(")"));
	styled_end(&styled);
}

void
render_own_failed(
    struct buf *to, struct str line, const struct str *pieces, size_t count)
{
	put_with_reason(to, THEME_MISTAKE, STR("!! "), line, pieces, count);
}

void
render_own_kept(
    struct buf *to, struct str line, const struct str *pieces, size_t count)
{
	put_with_reason(to, THEME_PENDING, STR(""), line, pieces, count);
}

/* Appends a line about the chat. The text in it has no colours of its own. */
static void
put_pieces(struct buf *to, enum theme_key key, struct str head,
    const struct str *pieces, size_t count)
{
	struct styled line;

	styled_begin(&line, to, theme_style(key), DEPTH_NONE);
	styled_words(&line, head);
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
render_window_remark(struct buf *to, const struct str *pieces, size_t count)
{
	put_pieces(to, THEME_EVENT, STR("-- "), pieces, count);
}

void
render_window_mistake(struct buf *to, const struct str *pieces, size_t count)
{
	put_pieces(to, THEME_MISTAKE, STR("!! "), pieces, count);
}
