/* The notes that people have put beside their names: see status_notes.h. */
#include "person/notes/status_notes.h"

#include "shared/codes.h"
#include "text/width.h"
#include "text/words/heard.h"

#define KEY STR("status")

void
status_notes_begin(struct status_notes *notes)
{
	notes->names_asked = 0;
	notes->none = false;
	buf_init(&notes->lines, notes->memory, sizeof(notes->memory));
}

/* Asks for the notes of the people in a list. The list is not trusted. */
static void
status_notes_ask(
    struct status_notes *notes, struct session *session, struct str names)
{
	char room[1 + LIMIT_NAME];
	struct buf table;

	while (names.at != NULL && notes->names_asked < STATUS_NOTES_MOST) {
		struct str name = str_word(&names);
		(void)heard_role(&name);
		if (name_check(name) != CODE_OK)
			continue;
		buf_init(&table, room, sizeof(room));
		(void)BUF_CAT(&table, STR("@"), name); /* it fits */
		SESSION_ASK(
		    session, VERB_GET, STR("get"), buf_str(&table), KEY);
		notes->names_asked++;
	}
}

/* Returns as much of the text as is shown at most; no character is cut. */
static struct str
shorten(struct str text)
{
	if (text.len <= STATUS_NOTES_BYTES)
		return text;
	text.len = STATUS_NOTES_BYTES;
	while (
	    text.len > 0 && ((unsigned char)text.at[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

/*
 * Adds "-- ali (at lunch)", cut if it is long; nothing if the note is
 * invisible.
 */
static void
add_line(struct status_notes *notes, struct str name, struct str value)
{
	char memory[RENDER_TAB * STATUS_NOTES_BYTES];
	const struct str start = shorten(value);
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_text(&text, start);
	struct str shown = buf_str(&text);
	const size_t len = width_prefix(shown, STATUS_NOTES_COLUMNS);
	const bool cut = len < shown.len || start.len < value.len;
	shown.len = len;
	if (width_of(shown) > 0)
		render_remark(&notes->lines,
		    (const struct str[]) {
			name, STR(" ("), shown, cut ? STR("...)") : STR(")") },
		    4);
}

/* Takes a note that was asked for, or the refusal. */
static void
status_notes_take_answer(struct status_notes *notes, const struct command *line)
{
	struct str owner = line->arg[0];

	if (line->rule->verb == VERB_ERR &&
	    str_eq(line->arg[1], code_word(CODE_BAD_COMMAND)))
		notes->none = true;
	if (line->rule->verb != VERB_ROW || owner.at[0] != '@' ||
	    !str_eq(line->arg[1], KEY))
		return;
	str_drop(&owner, 1);
	add_line(notes, owner, line->arg[4]);
}

void
status_notes_note(struct status_notes *notes, struct session *session,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (session_awaits(session, VERB_GET, true))
		status_notes_take_answer(notes, line);
	if (!session_awaits(session, VERB_NAMES, false))
		return;
	if (verb == VERB_NAMES && !notes->none)
		status_notes_ask(notes, session, line->arg[1]);
	if (verb == VERB_OK || verb == VERB_ERR)
		notes->names_asked = 0;
}

/*
 * Returns true when the last answer has come, or when there is no room for
 * another one.
 */
bool
status_notes_come(struct status_notes *notes, const struct session *session)
{
	char *room;

	return buf_len(&notes->lines) > 0 &&
	    (!session_awaits(session, VERB_GET, true) ||
		buf_room(&notes->lines, &room) < STATUS_NOTES_LINE);
}
