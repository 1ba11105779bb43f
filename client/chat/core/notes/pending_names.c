/* The names in commands that are not answered yet: see pending_names.h. */
#include "chat/core/notes/pending_names.h"

#include "shared/buf.h"
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
 * Returns the client's name in a command: the owner of a table, the word of a
 * mode, or a name argument; empty if there is none.
 */
static struct str
name_in(const struct command *command)
{
	for (size_t i = 0; i < command->count; i++) {
		const struct str arg = command->arg[i];
		const enum arg kind = command->rule->args[i];
		if (kind == ARG_TABLE && arg.len > 0 && arg.at[0] == '@')
			return (struct str) { arg.at + 1, arg.len - 1 };
		if (kind == ARG_NAME || kind == ARG_ANYONE ||
		    (kind == ARG_WORD && command->rule->verb == VERB_MODE))
			return arg;
	}
	return STR("");
}

/* Returns the group in a command, or an empty string. */
static struct str
group_in(const struct command *command)
{
	for (size_t i = 0; i < command->count; i++) {
		const enum arg kind = command->rule->args[i];
		if (kind == ARG_GROUP || kind == ARG_AUDIENCE ||
		    (kind == ARG_TARGET && command->arg[i].at[0] != '@'))
			return audience_group(command->arg[i]);
	}
	return STR("");
}

void
pending_names_say(struct pending_names *pending, const struct session *session,
    const struct command *command)
{
	const size_t number = session_said(session);
	const struct str name = name_in(command);
	const struct str group = group_in(command);

	if (name.len > LIMIT_NAME || group.len > LIMIT_GROUP ||
	    name.len + group.len == 0)
		return;
	struct pending_name *named = &pending->name[number % SESSION_OWED];
	named->command = number;
	named->len = name.len;
	memcpy(named->text, name.at, name.len);
	named->group_len = group.len;
	memcpy(named->group, group.at, group.len);
}

/* Returns the names in the command that is answered next, or null. */
static const struct pending_name *
names_asked(const struct pending_names *pending, const struct session *session)
{
	const size_t number = session_answers(session);
	const struct pending_name *named =
	    &pending->name[number % SESSION_OWED];

	return number > 0 && named->command == number ? named : NULL;
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
 * Puts why our name cannot change in a group where we cannot talk, the last
 * word of the server's text, into text. Returns false if it names no group that
 * we are in.
 */
static bool
why_name_stays(
    const struct session *session, const struct command *err, struct buf *text)
{
	struct str group = STR(""), rest = err->arg[2];
	const bool muted = str_eq(err->arg[1], code_word(CODE_MUTED));

	if (!str_eq(err->arg[0], STR("name")) ||
	    (!muted && !str_eq(err->arg[1], code_word(CODE_BANNED))))
		return false;
	while (rest.at != NULL)
		group = str_word(&rest);
	if (!world_has(&session->joined, group))
		return false;
	const struct str modes = world_modes(&session->joined, group);
	if (muted && memchr(modes.at, 'm', modes.len) != NULL)
		return BUF_CAT(text, STR("#"), group,
		    STR(" is moderated: only operators and voiced members can "
			"change their names"));
	return BUF_CAT(text, STR("you are "),
	    muted ? STR("muted") : STR("banned"), STR(" in #"), group,
	    STR("; leave it first to change your name"));
}

/*
 * Returns whether the server's text says no more than the code does. Why a name
 * that nobody uses is taken, only the server knows.
 */
static bool
says_nothing_else(const struct command *err, enum code code)
{
	return code != CODE_NAME_TAKEN || str_eq(err->arg[2], code_text(code));
}

void
pending_names_note(const struct pending_names *pending,
    const struct session *session, struct command *line,
    char room[PENDING_NAMES_ROOM])
{
	const struct pending_name *named = names_asked(pending, session);
	struct buf text;

	if (line->rule->verb != VERB_ERR || named == NULL)
		return;
	const struct str name = { named->text, named->len };
	const struct str group = { named->group, named->group_len };
	if (group.len > 0 && str_eq(line->arg[1], code_word(CODE_MUTED)) &&
	    world_has(&session->joined, group))
		line->arg[2] = why_muted(session, group);
	if (name.len == 0)
		return;
	buf_init(&text, room, PENDING_NAMES_ROOM);
	if (why_name_stays(session, line, &text)) {
		line->arg[2] = buf_str(&text);
		return;
	}
	for (size_t i = 0; i < COUNT(refusals); i++)
		if (str_eq(line->arg[1], code_word(refusals[i].code)) &&
		    says_nothing_else(line, refusals[i].code)) {
			const bool group_meant =
			    i == 0 && world_has(&session->joined, name);
			(void)BUF_CAT(&text, refusals[i].before, name,
			    refusals[i].behind,
			    group_meant ? STR("; did you mean #") : STR(""),
			    group_meant ? name : STR(""),
			    group_meant ? STR("?") : STR("")); /* fits */
			line->arg[2] = buf_str(&text);
		}
}
