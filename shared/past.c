/* Records of the past: see past.h. */
#include "past.h"

#include "buf.h"
#include "message_lines.h"

/* Where the words of a record stand in the server's line. */
enum shape {
	NOWHERE, /* there is no such record */
	AS_IT_IS, /* VERB ID WHERE REST */
	OF_CLIENT, /* VERB ID REST: the event names no group */
	ALONE, /* VERB REST */
	TO_FIRST, /* VERB ID @TO ACTOR TEXT, of REST "ACTOR @TO TEXT" */
	LINES, /* VERB ID WHERE ACTOR N [MAP], of REST "ACTOR LENGTHS TEXT" */
	LINES_TO_FIRST, /* the same of REST "ACTOR @TO LENGTHS TEXT" */
	TO_OTHER /* VERB ID @OTHER REST */
};

static const struct layout {
	struct str word;
	enum shape in_group;
	enum shape in_talk;
	bool is_message;
} layouts[] = {
	{ LIT("msg"), AS_IT_IS, NOWHERE, true },
	{ LIT("note"), AS_IT_IS, TO_FIRST, true },
	{ LIT("lines"), LINES, LINES_TO_FIRST, true },
	{ LIT("signal"), AS_IT_IS, TO_FIRST, true },
	{ LIT("tell"), NOWHERE, OF_CLIENT, true },
	{ LIT("topic"), AS_IT_IS, NOWHERE, false },
	{ LIT("join"), AS_IT_IS, NOWHERE, false },
	{ LIT("leave"), AS_IT_IS, NOWHERE, false },
	{ LIT("kick"), AS_IT_IS, NOWHERE, false },
	{ LIT("mode"), AS_IT_IS, NOWHERE, false },
	{ LIT("quit"), OF_CLIENT, NOWHERE, false },
	{ LIT("name"), OF_CLIENT, NOWHERE, false },
	{ LIT("redact"), AS_IT_IS, TO_OTHER, false },
	{ LIT("tags"), ALONE, ALONE, false },
	{ LIT("gap"), ALONE, NOWHERE, false },
};

static bool
is_talk(struct str to)
{
	return to.len > 0 && to.at[0] == '@';
}

/* Adds the head of a message of several lines, and notes its lines. */
static bool
cat_lines(struct buf *line, enum shape shape, struct past_line *past)
{
	struct str rest = past->rest;
	const struct str actor = str_word(&rest);
	const struct str to =
	    shape == LINES ? past->place.name : str_word(&rest);
	struct str map;
	char room[LIMIT_LINES];

	past->lengths = str_word(&rest);
	past->text = rest;
	if (is_talk(to) != (shape == LINES_TO_FIRST) ||
	    message_lines_check(past->lengths, past->text) != CODE_OK)
		return false;
	past->texts = (uint32_t)message_lines_map(past->lengths, room, &map);
	return BUF_CAT(line, STR(" "), past->id, STR(" "), to, STR(" "), actor,
	    STR(" "), DECIMAL(past->texts), map.len > 0 ? STR(" ") : STR(""),
	    map);
}

/* Adds the words of a shape, each with a space before it. */
static bool
cat_shaped(struct buf *line, enum shape shape, struct past_line *past)
{
	const struct str space = past->rest.len > 0 ? STR(" ") : STR("");
	struct str rest = past->rest;
	struct str actor, other;

	switch (shape) {
	case AS_IT_IS:
		return BUF_CAT(line, STR(" "), past->id, STR(" "),
		    past->place.name, space, rest);
	case OF_CLIENT:
		return BUF_CAT(line, STR(" "), past->id, space, rest);
	case ALONE:
		return BUF_CAT(line, space, rest);
	case TO_FIRST:
		actor = str_word(&rest);
		other = str_word(&rest);
		return is_talk(other) &&
		    BUF_CAT(line, STR(" "), past->id, STR(" "), other, STR(" "),
			actor, rest.len > 0 ? STR(" ") : STR(""), rest);
	case LINES:
	case LINES_TO_FIRST:
		return cat_lines(line, shape, past);
	case TO_OTHER:
		return BUF_CAT(line, STR(" "), past->id, STR(" @"),
		    past->place.name, STR(" "), rest);
	default:
		return false;
	}
}

/* Makes the server's line of the record, and has the grammar check it. */
static bool
make_line(
    const struct layout *layout, struct past_line *past, char room[LIMIT_LINE])
{
	const enum shape shape =
	    past->place.is_talk ? layout->in_talk : layout->in_group;
	struct buf line;

	buf_init(&line, room, LIMIT_LINE);
	return BUF_CAT(&line, past->word) && cat_shaped(&line, shape, past) &&
	    grammar_parse(buf_str(&line), FROM_SERVER, &past->event) == CODE_OK;
}

bool
past_read(struct str id, struct str text, struct past_place place,
    char room[LIMIT_LINE], struct past_line *past)
{
	const struct layout *layout = NULL;

	*past = (struct past_line) { .place = place, .id = id };
	past->word = str_word(&text);
	past->rest = text;
	if (past->word.len == 0 || past->id.len > LIMIT_ID ||
	    !str_to_number(past->id, UINT64_MAX, &past->number) ||
	    past->number == 0)
		return false;
	for (size_t i = 0; i < COUNT(layouts); i++)
		if (str_eq(layouts[i].word, past->word))
			layout = &layouts[i];
	past->is_event =
	    !str_eq(past->word, STR("gap")) && !str_eq(past->word, STR("tags"));
	past->is_known = layout != NULL;
	past->is_message = past->is_known && layout->is_message;
	return layout == NULL || make_line(layout, past, room);
}
