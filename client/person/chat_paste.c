/*
 * Sends pasted text: see chat_state.h. All of it is one message of several
 * lines, or as few as possible if it is too long for one.
 */
#include "person/chat_state.h"
#include "person/place.h"
#include "shared/message_lines.h"

/* Room for a command besides its text: "/lines TO LENGTHS" and a LF. */
#define COMMAND_ROOM (LIMIT_GROUP + LIMIT_LENGTHS + 16)

/* Takes the next line of the text. */
static struct str
take_line(struct str *rest)
{
	const char *end = memchr(rest->at, '\n', rest->len);
	const struct str line = { rest->at,
		end != NULL ? (size_t)(end - rest->at) : rest->len };

	str_drop(rest, line.len + (end != NULL));
	return line;
}

static enum code
add(struct message_lines *lines, struct str text)
{
	return message_lines_add(lines, (struct message_line) { text, false });
}

/*
 * Collects as many lines as one message may have. Returns false if one of them
 * cannot be part of any.
 */
static bool
collect(struct message_lines *lines, struct str *rest)
{
	enum code code = CODE_OK;

	message_lines_clear(lines);
	while (rest->len > 0 && code == CODE_OK) {
		struct str left = *rest;
		code = add(lines, take_line(&left));
		if (code == CODE_OK)
			*rest = left;
	}
	return code != CODE_BAD_TEXT && lines->has_text;
}

/* Returns whether all of the text can be sent as messages of several lines. */
static bool
is_sendable(struct message_lines *lines, struct str text, size_t *messages)
{
	for (*messages = 0; text.len > 0; ++*messages)
		if (!collect(lines, &text))
			return false;
	return true;
}

/* Types "/lines TO LENGTHS TEXT" for each message. */
static void
say_lines(struct chat *chat, struct message_lines *lines,
    const struct where *where, struct str origin, struct str text)
{
	while (text.len > 0 && collect(lines, &text))
		(void)BUF_CAT(&chat->input, origin, STR("/lines "),
		    where->kind == WHERE_PERSON ? STR("@") : STR(""),
		    where->name, STR(" "), message_lines_lengths(lines),
		    STR(" "), message_lines_text(lines),
		    STR("\n")); /* the caller has seen that it fits */
}

/*
 * Types the lines one by one: the space before each makes even one that looks
 * like a command a text.
 */
static void
say_each(struct chat *chat, struct str origin, struct str text)
{
	while (text.len > 0) {
		const struct str line = take_line(&text);
		if (line.len > 0)
			(void)BUF_CAT(&chat->input, origin, STR(" "), line,
			    STR("\n")); /* the caller has seen that it fits */
	}
}

/*
 * Sends the paste there. The line that is being typed stays. Returns false if
 * there is no room.
 */
static bool
say_there(struct chat *chat, const struct where *where, struct str origin)
{
	static struct message_lines lines; /* too large for the stack */

	const struct str text = paste_text(&chat->console->typing.paste);
	size_t messages, most;
	char *room;
	const bool whole = !chat->one_by_one && !chat->next_one_by_one &&
	    is_sendable(&lines, text, &messages);

	chat->next_one_by_one = false;
	most = whole ? text.len + messages * (origin.len + COMMAND_ROOM) :
		       text.len +
		(2 + origin.len) *
		    (paste_lines(&chat->console->typing.paste) + 1);
	if (chat_is_away(chat) || buf_room(&chat->input, &room) < most) {
		CHAT_REFUSE(chat,
		    STR("not connected, or too much to send; try again "
			"later"));
		return false;
	}
	if (whole)
		say_lines(chat, &lines, where, origin, text);
	else
		say_each(chat, origin, text);
	return true;
}

bool
chat_say_lines(struct chat *chat)
{
	const struct place_kept *place = &chat->console->offered;
	struct where where;
	struct chat *there = place_find(place, chat->console, &where);

	if (there != NULL)
		return say_there(there, &where, place_origin(place));
	CHAT_REFUSE(chat, STR("you are no longer there"));
	return false;
}

void
chat_say_paste(struct chat *chat)
{
	(void)chat_say_lines(chat); /* the person is told */
}

void
chat_hear_paste(struct chat *chat, const struct command *err)
{
	if (session_answered(&chat->session) != VERB_LINES)
		return;
	if (str_eq(err->arg[0], STR("-"))) {
		chat->one_by_one = true;
		CHAT_REMARK(chat,
		    STR("this server takes single lines only; send it again "
			"to send them one by one"));
	} else if (str_eq(err->arg[1], code_word(CODE_NO_SUCH_NAME))) {
		chat->next_one_by_one = true;
		CHAT_REMARK(chat,
		    STR("only single lines can wait for somebody; send it "
			"again to send them one by one"));
	}
}
