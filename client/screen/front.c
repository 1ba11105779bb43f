/* The front of a line: see front.h. */
#include "screen/front.h"

#include "shared/buf.h"
#include "text/direction.h"
#include "text/name_format.h"
#include "text/width.h"

/* The least columns for the text after a front that is not aligned. */
#define TEXT_LEAST 4

/* A line that is taken apart. Together, the pieces are the line. */
struct parts {
	struct str place; /* "[#dev] " in the view of all, or empty */
	struct str styles; /* sequences before the name, or before a mark */
	struct str name; /* with its isolation; empty: a mark, or spaces */
	struct str end; /* sequences after the name; empty: it has no style */
	struct str audience; /* "to the operators: ", or empty */
	struct str mark; /* "-- " or "* ", with the space */
	size_t spaces; /* of a further line, below the name */
	struct str text;
};

/* Takes so many bytes off the text. */
static struct str
take(struct str *text, size_t len)
{
	const struct str taken = { text->at, len };

	str_drop(text, len);
	return taken;
}

/* Takes the sequences at the front. */
static struct str
take_styles(struct str *text)
{
	struct str rest = *text;
	size_t columns;

	while (rest.len > 0 && rest.at[0] == '\033')
		str_drop(&rest, width_first(rest, &columns));
	return take(text, text->len - rest.len);
}

/*
 * Takes a name: all up to a sequence, a colon or a space, none of which a name
 * contains.
 */
static struct str
take_name(struct str *text)
{
	size_t len = 0;

	while (len < text->len && text->at[len] != ' ' &&
	    text->at[len] != ':' && text->at[len] != '\033')
		len++;
	return take(text, len);
}

/* Takes "[#dev] ". The name in it has neither a space nor a sequence. */
static struct str
take_place(struct str *text)
{
	struct str rest = *text;

	if (!str_skip(&rest, STR("[")))
		return STR("");
	(void)str_skip(&rest, DIRECTION_ISOLATE);
	if (!str_skip(&rest, STR("#")))
		return STR("");
	(void)str_word(&rest);
	return rest.at != NULL ? take(text, text->len - rest.len) : STR("");
}

static struct str
take_one(struct str *text, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_begins(*text, words[i]))
			return take(text, words[i].len);
	return STR("");
}

/* Takes ": ", or what says who else has the message and then that. */
static bool
take_end(struct parts *parts)
{
	static const struct str audiences[] = { LIT("to the operators: "),
		LIT("to the voiced members: ") };

	if (str_skip(&parts->text, STR(": ")))
		return true;
	if (!str_skip(&parts->text, STR(" ")))
		return false;
	parts->audience = take_one(&parts->text, audiences, COUNT(audiences));
	return parts->audience.len > 0;
}

/* Returns whether somebody has said the line, or did when we were away. */
static bool
is_said(const struct line *line)
{
	return line->kind <= LINE_OWN || line->kind == LINE_PENDING;
}

/* Takes the line apart. Returns false if it has no front. */
static bool
take_apart(struct parts *parts, const struct line *line)
{
	static const struct str marks[] = { LIT("-- "), LIT("!! "), LIT("?? "),
		LIT("* ") };
	struct str *text = &parts->text;

	*parts = (struct parts) { .text = lines_text(line) };
	parts->styles = take_styles(text);
	parts->place = take_place(text);
	/* All styles of the whole line are before the place. */
	if (parts->place.len > 0) {
		parts->place.at -= parts->styles.len;
		parts->place.len += parts->styles.len;
		parts->styles = take_styles(text);
	}
	parts->mark = take_one(text, marks, COUNT(marks));
	if (parts->mark.len > 0)
		return true;
	if (!is_said(line))
		return false;
	while (str_skip(text, STR(" ")))
		parts->spaces++;
	if (parts->spaces > 0)
		return true;
	parts->name = take_name(text);
	parts->end = take_styles(text);
	return parts->name.len > 0 && take_end(parts);
}

/* Returns the columns of who acts, after the "* ". */
static size_t
actor_columns(const struct parts *parts)
{
	struct str rest = parts->text;

	(void)take_styles(&rest);
	return width_of(take_name(&rest));
}

/*
 * Finds the first line of the message that has this further line, and takes it
 * apart. Returns false if it is not there any more.
 */
static bool
find_first(struct parts *first, const struct line *line)
{
	const struct line *before = line->before;

	for (; before != NULL && lines_is_event(before) &&
	     before->time == line->time && before->server == line->server;
	     before = before->before)
		if (take_apart(first, before) && first->spaces == 0)
			return true;
	return false;
}

/* Returns the columns before the text of a message, as it is kept. */
static size_t
columns_kept(const struct parts *first)
{
	if (first->mark.len > 0)
		return actor_columns(first) + 2;
	return width_of(first->name) +
	    (first->audience.len > 0 ? 1 + first->audience.len : 2);
}

/* Returns the same as they are drawn, if they are not aligned. */
static size_t
columns_loose(const struct parts *first)
{
	if (first->mark.len > 0)
		return actor_columns(first) + 2;
	return width_of(name_format_before()) + width_of(first->name) +
	    width_of(name_format_after()) + first->audience.len;
}

/* A front while it is composed. */
struct making {
	struct front *front;
	const struct parts *parts;
	struct buf to;
	bool full; /* a piece had no room */
};

static void
put(struct making *making, struct str piece)
{
	if (!BUF_CAT(&making->to, piece))
		making->full = true;
}

static void
put_spaces(struct making *making, size_t count)
{
	for (; count > 0; count--)
		put(making, STR(" "));
}

/*
 * Takes off what is too much of a name, without its isolation, that is aligned.
 * Returns whether that was something; then there is room for a "+".
 */
static bool
cut_name(struct str *name, size_t width)
{
	const bool cut = width > 0 && width_of(*name) > width;

	if (cut)
		name->len = width_prefix(*name, width - 1);
	return cut;
}

/* Returns the name without its isolation, and whether it had one. */
static struct str
bare(struct str name, bool *isolated)
{
	*isolated = str_skip(&name, DIRECTION_ISOLATE);
	if (*isolated && name.len >= DIRECTION_END.len)
		name.len -= DIRECTION_END.len;
	return name;
}

/* Appends a name that is aligned in so many columns; 0: it is not. */
static void
put_name(struct making *making, size_t width)
{
	bool isolated;
	struct str name = bare(making->parts->name, &isolated);
	const bool cut = cut_name(&name, width);

	put(making, isolated ? DIRECTION_ISOLATE : STR(""));
	put(making, name);
	put(making, cut ? STR("+") : STR(""));
	put(making, isolated ? DIRECTION_END : STR(""));
}

/* Returns the columns that put_name takes. */
static size_t
columns_of_name(const struct parts *parts, size_t width)
{
	bool isolated;
	struct str name = bare(parts->name, &isolated);
	const bool cut = cut_name(&name, width);

	return width_of(name) + cut;
}

/*
 * Composes the front of a message. The format's own characters have the style
 * of the line; the name's style, if it has one, ends after the name.
 */
static void
make_named(struct making *making, size_t width)
{
	const struct parts *parts = making->parts;
	const bool own_style = parts->end.len > 0;
	const size_t columns = columns_of_name(parts, width);

	if (columns < width)
		making->front->blank = width - columns;
	put_spaces(making, making->front->blank);
	put(making, parts->place);
	put(making, own_style ? name_format_before() : parts->styles);
	put(making, own_style ? parts->styles : name_format_before());
	put_name(making, width);
	put(making, parts->end);
	put(making, name_format_after());
	put(making, parts->audience);
}

/* Composes the front of a further line: below that of the first. */
static bool
make_further(struct making *making)
{
	struct front *front = making->front;
	const struct parts *parts = making->parts;
	struct parts first;

	if (!find_first(&first, front->line))
		return false;
	const size_t kept = columns_kept(&first);
	if (parts->spaces < kept)
		return false;
	/* Further spaces belong to the text. */
	front->text.at -= parts->spaces - kept;
	front->text.len += parts->spaces - kept;
	put(making, parts->place);
	put(making, parts->styles);
	front->blank =
	    front->text_column > 0 ? front->text_column : columns_loose(&first);
	put_spaces(making, front->blank);
	return true;
}

/* Composes the front of an action or event, which is drawn so when aligned. */
static bool
make_marked(struct making *making)
{
	struct front *front = making->front;
	const struct parts *parts = making->parts;

	if (front->text_column == 0)
		return false;
	if (parts->mark.len < front->text_column)
		front->blank = front->text_column - parts->mark.len;
	put_spaces(making, front->blank);
	put(making, parts->styles);
	put(making, parts->mark);
	return true;
}

/* Composes the front. Returns false if the line is drawn as it is kept. */
static bool
make(struct making *making)
{
	if (making->parts->mark.len > 0)
		return make_marked(making);
	if (making->parts->spaces > 0)
		return make_further(making);
	make_named(
	    making, making->front->text_column > 0 ? name_format_width() : 0);
	return true;
}

bool
front_take(struct front *front, const struct line *line, size_t columns,
    size_t text_column)
{
	struct parts parts;
	struct making making = { .front = front, .parts = &parts };

	if ((text_column == 0 && name_format_is_default()) ||
	    !take_apart(&parts, line))
		return false;
	front->line = line;
	front->text = parts.text;
	front->text_column = text_column;
	front->blank = 0;
	buf_init(&making.to, front->memory, sizeof(front->memory));
	if (!make(&making) || making.full)
		return false;
	front->styled = buf_str(&making.to);
	front->columns = width_of(front->styled);
	return front->columns + TEXT_LEAST <= columns;
}
