/*
 * The names in commands that are not answered yet, see chat_state.h: a refusal
 * of the server says only "that name", and the person is told which one.
 */
#include "chat/core/chat_state.h"
#include "shared/codes.h"
#include "shared/names.h"

/* The refusals of a name, and what the person reads before and after it. */
static const struct {
	enum code code;
	struct str before, behind;
} refusals[] = {
	{ CODE_NO_SUCH_NAME, LIT("no one here is called "), LIT("") },
	{ CODE_NO_SUCH_MEMBER, LIT(""), LIT(" is not in that group") },
	{ CODE_NAME_TAKEN, LIT(""), LIT(" is already in use") },
};

/*
 * Notes the client's name in an argument of a command, which may be the owner
 * of a table or the word of a mode, and the group.
 */
static void
note_argument(
    struct pending_name *named, enum verb verb, enum arg kind, struct str arg)
{
	struct str owner = arg;

	if (kind == ARG_GROUP || kind == ARG_AUDIENCE ||
	    (kind == ARG_TARGET && arg.at[0] != '@')) {
		const struct str group = audience_group(arg);
		named->group_len = group.len;
		memcpy(named->group, group.at, group.len);
	}
	if (kind == ARG_TABLE && str_skip(&owner, STR("@")))
		arg = owner;
	else if (kind != ARG_NAME && kind != ARG_ANYONE &&
	    (kind != ARG_WORD || verb != VERB_MODE))
		return;
	if (named->len > 0 || arg.len > LIMIT_NAME)
		return;
	named->len = arg.len;
	memcpy(named->text, arg.at, arg.len);
}

void
pending_names_say(struct chat *chat, const struct command *command)
{
	const size_t number = chat->session.said;
	struct pending_name *named =
	    &chat->pending_names[number % SESSION_OWED];

	*named = (struct pending_name) { .command = number };
	for (size_t i = 0; i < command->count; i++)
		note_argument(named, command->rule->verb,
		    command->rule->args[i], command->arg[i]);
}

/* Returns why we are muted in the group, whose modes the session knows. */
static struct str
why_muted(const struct session *session, struct str group)
{
	const struct str modes = world_modes(&session->joined, group);

	if (memchr(modes.at, 'm', modes.len) != NULL)
		return STR("the group is moderated: only operators and voiced "
			   "members can talk");
	return STR("an operator has muted you in that group");
}

/*
 * Returns whether the refusal is one of a name and its text says no more than
 * the code does. Why a name that nobody uses is taken, only the server knows.
 */
static bool
is_about_name(const struct command *err, enum code code)
{
	return str_eq(err->arg[1], code_word(code)) &&
	    (code != CODE_NAME_TAKEN || str_eq(err->arg[2], code_text(code)));
}

void
pending_names_note(const struct chat *chat, struct command *line,
    char room[PENDING_NAMES_ROOM])
{
	const struct session *session = &chat->session;
	const size_t number = session_answers(session);
	const struct pending_name *named =
	    &chat->pending_names[number % SESSION_OWED];
	const bool known = named->command == number;
	struct str name = { named->text, known ? named->len : 0 };
	const struct str group = { named->group, known ? named->group_len : 0 };
	struct buf text;

	if (line->rule->verb != VERB_ERR || number == 0)
		return;
	if (str_eq(line->arg[0], STR("name")))
		name = str_from(chat->tried);
	const bool meant = world_has(&session->joined, name);
	if (world_has(&session->joined, group) &&
	    str_eq(line->arg[1], code_word(CODE_MUTED)))
		line->arg[2] = why_muted(session, group);
	for (size_t i = 0; name.len > 0 && i < COUNT(refusals); i++) {
		if (!is_about_name(line, refusals[i].code))
			continue;
		buf_init(&text, room, PENDING_NAMES_ROOM);
		(void)BUF_CAT(
		    &text, refusals[i].before, name, refusals[i].behind);
		if (meant && refusals[i].code == CODE_NO_SUCH_NAME)
			(void)BUF_CAT(&text, STR("; did you mean #"), name,
			    STR("?")); /* all fits */
		line->arg[2] = buf_str(&text);
		return;
	}
}
