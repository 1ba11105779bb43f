/*
 * shared/grammar: a line, as sent by each side. A line that passes matches the
 * table, and its parts printed again are the same line.
 */
#include "shared/grammar.h"

#include "shared/buf.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

/* The words of the command with one space between them. */
static struct str
print(const struct command *command, struct buf *room)
{
	struct str words[1 + GRAMMAR_ARGS] = { command->rule->word };

	memcpy(words + 1, command->arg, sizeof(command->arg));
	MUST(buf_say(room, words, 1 + command->count), "it has grown");
	return (struct str) { room->data, buf_len(room) - 1 };
}

static void
is_the_line(const struct command *command, struct str line)
{
	static char memory[64 * 1024 + 1];
	struct buf room;

	buf_init(&room, memory, sizeof(memory));
	MUST(str_eq(print(command, &room), line), "it is another line");
}

static void
is_by_the_table(const struct command *command, enum direction from)
{
	const struct rule *rule = command->rule;

	MUST(rule == grammar_find(rule->word, from), "of another side");
	MUST(command->count >= rule->least, "too few words");
	for (size_t i = 0; i < command->count; i++)
		MUST(rule->args[i] != ARG_NONE && command->arg[i].len > 0,
		    "a word that the row has not");
}

/* A client's command may also come from its worker. */
static void
may_be_passed_on(const struct command *command, struct str line)
{
	struct command up;

	MUST(grammar_parse(line, FROM_WORKER, &up) == CODE_OK &&
		up.rule == command->rule,
	    "a worker may not say what its client may");
	MUST((name_check(up.rule->word) == CODE_OK) == up.rule->is_name,
	    "a verb is a name, or is none and may be one");
}

static void
try_side(struct str line, enum direction from)
{
	struct command command;

	if (grammar_parse(line, from, &command) != CODE_OK)
		return;
	is_by_the_table(&command, from);
	is_the_line(&command, line);
	if (from == FROM_CLIENT)
		may_be_passed_on(&command, line);
}

void
fuzz(struct str input)
{
	try_side(input, FROM_CLIENT);
	try_side(input, FROM_WORKER);
	try_side(input, FROM_SERVER);
	try_side(input, FROM_ROUTER);
}
