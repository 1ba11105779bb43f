/*
 * Sends the changes of modes of one /mode, each once the one before is in
 * effect: see chat_state.h.
 */
#include "commands/changes.h"
#include "commands/input.h"
#include "person/chat_state.h"
#include "shared/codes.h"

/* Room for the list of changes after a refusal. */
#define LIST_ROOM 320

void
chat_changes_begin(struct chat *chat, struct str rest)
{
	struct chat_changes *changes = &chat->changes;

	*changes = (struct chat_changes) { .len = rest.len };
	memcpy(changes->text, rest.at, rest.len); /* part of a line */
}

bool
chat_changes_wait(
    const struct chat_changes *changes, const struct session *session)
{
	const size_t answers = session_answers(session);

	return changes->sent > 0 && answers > 0 && answers <= changes->command;
}

/* Gets the change with that number, in room; false if there is none. */
static bool
change_at(const struct chat_changes *changes, size_t number,
    char room[LIMIT_LINE], struct str *change)
{
	struct str text = { changes->text, changes->len };

	(void)str_word(&text);
	struct changes rest = changes_of(text);
	while (changes_next(&rest, room, change))
		if (number-- == 0)
			return true;
	return false;
}

static struct str
group_of(const struct chat_changes *changes)
{
	struct str text = { changes->text, changes->len };

	return str_word(&text);
}

bool
chat_changes_say(struct chat *chat)
{
	const struct where nowhere = { .kind = WHERE_NOWHERE };
	struct chat_changes *changes = &chat->changes;
	char room[LIMIT_LINE];
	struct str change;

	if (changes->len == 0)
		return false;
	if (!change_at(changes, changes->sent, room, &change)) {
		*changes = (struct chat_changes) { 0 };
		return false;
	}
	const struct input input = { .meaning = MEANS_COMMAND,
		.verb = VERB_MODE,
		.word = { STR("mode"), group_of(changes), change },
		.count = 3 };
	chat_input_say(chat, &input, &nowhere);
	changes->sent++;
	changes->command = session_said(&chat->session);
	return true;
}

bool
chat_changes_hides(struct chat *chat, const struct command *line)
{
	struct chat_changes *changes = &chat->changes;
	struct str effect = line->count > 1 ? line->arg[1] : STR("");
	char room[LIMIT_LINE];
	struct str next;

	if (changes->sent == 0 || line->rule->verb != VERB_OK ||
	    !str_eq(line->arg[0], STR("mode")) ||
	    session_answers(&chat->session) != changes->command)
		return false;
	(void)str_word(&effect);
	changes->changed |= effect.at != NULL;
	return effect.at == NULL &&
	    (changes->changed ||
		change_at(changes, changes->sent, room, &next));
}

/* Lists the changes from one number up to another, in room. */
static struct str
list(const struct chat_changes *changes, size_t from, size_t to,
    char room[LIST_ROOM])
{
	char memory[LIMIT_LINE];
	struct str change;
	struct buf text;

	buf_init(&text, room, LIST_ROOM);
	for (size_t i = from; i < to && change_at(changes, i, memory, &change);
	     i++)
		if (!BUF_CAT(&text, i > from ? STR(", ") : STR(""), change)) {
			(void)BUF_CAT(&text, STR(" ...")); /* or cut */
			break;
		}
	return buf_str(&text);
}

void
chat_changes_refused(struct chat *chat, const struct command *err)
{
	struct chat_changes *changes = &chat->changes;
	const size_t number = changes->sent - 1;
	char before[LIST_ROOM], it[LIST_ROOM], after[LIST_ROOM];

	if (changes->sent == 0 ||
	    session_answered(&chat->session) != VERB_MODE ||
	    chat_changes_wait(changes, &chat->session) ||
	    str_eq(err->arg[1], code_word(CODE_NOT_KEPT)))
		return;
	const struct str done = list(changes, 0, number, before);
	const struct str left = list(changes, number + 1, changes->len, after);
	CHAT_TELL(chat, REMARK_MISTAKE, STR("refused: "),
	    list(changes, number, number + 1, it),
	    done.len > 0 ? STR("; done before: ") : STR(""), done,
	    left.len > 0 ? STR("; not sent: ") : STR(""), left);
	*changes = (struct chat_changes) { 0 };
}
