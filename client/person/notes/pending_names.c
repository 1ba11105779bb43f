/* The names in commands that are not answered yet: see pending_names.h. */
#include "person/notes/pending_names.h"

#include "shared/buf.h"
#include "shared/codes.h"

/* The refusals of a name, and what the person reads before and after it. */
static const struct {
	enum code code;
	struct str before, behind;
} refusals[] = {
	{ CODE_NO_SUCH_NAME, LIT("no client is called "), LIT("") },
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
		if (kind == ARG_NAME ||
		    (kind == ARG_WORD && command->rule->verb == VERB_MODE))
			return arg;
	}
	return STR("");
}

void
pending_names_say(struct pending_names *pending, const struct session *session,
    const struct command *command)
{
	const size_t number = session_said(session);
	const struct str name = name_in(command);

	if (name.len == 0 || name.len > LIMIT_NAME)
		return;
	struct pending_name *named = &pending->name[number % SESSION_OWED];
	named->command = number;
	named->len = name.len;
	memcpy(named->text, name.at, name.len);
}

/* Returns the name in the command that is answered next, or empty. */
static struct str
name_asked(const struct pending_names *pending, const struct session *session)
{
	const size_t number = session_answers(session);
	const struct pending_name *named =
	    &pending->name[number % SESSION_OWED];

	return number > 0 && named->command == number ?
	    (struct str) { named->text, named->len } :
	    STR("");
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
	const struct str name = name_asked(pending, session);
	struct buf text;

	if (line->rule->verb != VERB_ERR || name.len == 0)
		return;
	buf_init(&text, room, PENDING_NAMES_ROOM);
	for (size_t i = 0; i < COUNT(refusals); i++)
		if (str_eq(line->arg[1], code_word(refusals[i].code)) &&
		    says_nothing_else(line, refusals[i].code)) {
			(void)BUF_CAT(&text, refusals[i].before, name,
			    refusals[i].behind); /* there is room */
			line->arg[2] = buf_str(&text);
		}
}
