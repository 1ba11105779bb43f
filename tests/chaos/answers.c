/* Commands and their answers: see answers.h. */
#include "answers.h"

#include <stdlib.h>

#include "tests/lib/must.h"

/* The reply to each kind of command, if it is not refused. */
static const struct {
	const char *verb;
	enum heard heard;
} kinds[ASK_KINDS] = {
	[ASK_NAME] = { "name", HEARD_OK },
	[ASK_RENAME] = { "name", HEARD_NAME },
	[ASK_JOIN] = { "join", HEARD_JOIN },
	[ASK_LEAVE] = { "leave", HEARD_LEAVE },
	[ASK_SEND] = { "send", HEARD_MSG },
	[ASK_TELL] = { "tell", HEARD_TELL },
	[ASK_TOPIC] = { "topic", HEARD_TOPIC },
	[ASK_TOPIC_OF] = { "topic", HEARD_OK },
	[ASK_NAMES] = { "names", HEARD_OK },
	[ASK_GROUPS] = { "groups", HEARD_OK },
	[ASK_PING] = { "ping", HEARD_OK },
	[ASK_HELP] = { "help", HEARD_OK },
	[ASK_RUBBISH] = { "-", HEARD_ERR },
	[ASK_QUIT] = { "quit", HEARD_BYE },
};

/* Why a command may be refused, and to whom. */
static const struct {
	enum ask ask;
	const char *code;
	enum { ANYBODY, MEMBER, STRANGER } who;
} refusals[] = {
	{ ASK_JOIN, "already-member", MEMBER },
	{ ASK_RENAME, "slow-down", ANYBODY },
	{ ASK_LEAVE, "not-member", STRANGER },
	{ ASK_SEND, "not-member", STRANGER },
	{ ASK_TOPIC, "not-member", STRANGER },
	{ ASK_TOPIC_OF, "not-member", STRANGER },
	{ ASK_TELL, "no-such-name", ANYBODY },
	{ ASK_TELL, "slow-down", ANYBODY },
	{ ASK_NAMES, "no-such-group", STRANGER },
	{ ASK_RUBBISH, "bad-command", ANYBODY },
};

/* Lines of lists stand before the answer. */
static const struct {
	enum heard heard;
	enum ask ask;
} lists[] = {
	{ HEARD_NAMES, ASK_NAMES },
	{ HEARD_GROUP, ASK_GROUPS },
	{ HEARD_HELP, ASK_HELP },
};

void
answers_ask(struct answers *answers, struct command command)
{
	if (answers->count == answers->room) {
		const size_t room = answers->room > 0 ? 2 * answers->room : 64;
		struct command *owed = calloc(room, sizeof(*owed));
		MUST(owed != NULL, "out of memory");
		for (size_t i = 0; i < answers->count; i++)
			owed[i] =
			    answers->owed[(answers->first + i) % answers->room];
		free(answers->owed);
		answers->owed = owed;
		answers->room = room;
		answers->first = 0;
	}
	answers->owed[(answers->first + answers->count++) % answers->room] =
	    command;
}

void
answers_free(struct answers *answers)
{
	free(answers->owed);
	*answers = (struct answers) { .groups = answers->groups };
}

static bool
is_member(const struct answers *answers, size_t group)
{
	return (answers->groups >> group & 1) != 0;
}

static bool
may_be_refused(const struct answers *answers, const struct command *command,
    struct str code)
{
	const bool member = is_member(answers, command->group);

	for (size_t i = 0; i < COUNT(refusals); i++)
		if (refusals[i].ask == command->ask &&
		    str_eq(code, str_from(refusals[i].code)))
			return refusals[i].who == ANYBODY ||
			    (refusals[i].who == MEMBER) == member;
	return false;
}

/* Does the number that the answer repeats fit? */
static bool
number_fits(const struct command *command, const struct hearing *heard)
{
	struct str rest = heard->text;
	uint64_t number = 0;

	switch (command->ask) {
	case ASK_SEND:
	case ASK_TELL:
	case ASK_TOPIC:
	case ASK_PING:
		return str_to_number(str_word(&rest), UINT32_MAX, &number) &&
		    number == command->number;
	case ASK_RENAME:
		return heard->to.renames == command->number;
	default:
		return true;
	}
}

/* Does an event of its own fit where it is, and tell where it is now? */
static bool
group_fits(struct answers *answers, const struct command *command,
    const struct hearing *heard)
{
	const uint32_t group = 1U << command->group;
	const bool member = (answers->groups & group) != 0;

	switch (command->ask) {
	case ASK_JOIN:
		answers->groups |= group;
		return heard->group == command->group && !member;
	case ASK_LEAVE:
		answers->groups &= ~group;
		return heard->group == command->group && member;
	case ASK_SEND:
	case ASK_TOPIC:
		return heard->group == command->group && member;
	default:
		return true;
	}
}

static bool
is_answer(struct answers *answers, const struct command *command,
    const struct hearing *heard)
{
	const struct str verb = str_from(kinds[command->ask].verb);

	if (heard->heard == HEARD_ERR)
		return str_eq(heard->verb, verb) &&
		    may_be_refused(answers, command, heard->code);
	if (heard->heard != kinds[command->ask].heard)
		return false;
	if (heard->heard == HEARD_OK && !str_eq(heard->verb, verb))
		return false;
	return number_fits(command, heard) &&
	    group_fits(answers, command, heard);
}

bool
answers_take(struct answers *answers, const struct hearing *heard)
{
	struct command command;

	if (answers->count == 0)
		return false;
	command = answers->owed[answers->first];
	for (size_t i = 0; i < COUNT(lists); i++)
		if (lists[i].heard == heard->heard)
			return lists[i].ask == command.ask;
	answers->first = (answers->first + 1) % answers->room;
	answers->count--;
	return is_answer(answers, &command, heard);
}
