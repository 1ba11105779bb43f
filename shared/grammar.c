/* Reading the grammar table: see grammar.h. */
#include "grammar.h"

#include <string.h>

#include "addr.h"
#include "limits.h"
#include "names.h"
#include "shared/text/twins.h"
#include "token.h"

/* The digits of a time in microseconds; fewer if a clock is far behind. */
#define ID_DIGITS 16

/*
 * Returns the row of a verb from one side, beginning at the row of the verb's
 * number: verbs are numbered in the order of the table, where a verb's first
 * row is that of the command, if there is one.
 */
const struct rule *
grammar_row(enum verb verb, enum direction from)
{
	const struct rule *rule;

	for (size_t i = (size_t)verb - 1; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->verb == verb && rule->from == from)
			return rule;
	return NULL;
}

/*
 * Returns whether that side may say the verb. A worker relays its client's
 * verbs and says its own.
 */
static bool
says(const struct rule *rule, enum direction from)
{
	if (from == FROM_WORKER)
		return rule->from == FROM_WORKER || rule->from == FROM_CLIENT;
	return rule->from == from;
}

const struct rule *
grammar_find(struct str word, enum direction from)
{
	const struct rule *rule;
	size_t i = from == FROM_SERVER ? VERB_OK - 1 : 0;

	for (; (rule = grammar_rule(i)) != NULL; i++)
		if (says(rule, from) && str_eq(rule->word, word))
			return rule;
	return NULL;
}

unsigned
grammar_traits(enum verb command)
{
	const struct rule *rule = grammar_row(command, FROM_CLIENT);

	return rule != NULL ? rule->traits : TRAIT_NONE;
}

enum relation
grammar_relation(const struct rule *line, enum verb command)
{
	const struct rule *rule = grammar_row(command, FROM_CLIENT);

	for (size_t i = 0; rule != NULL && i < GRAMMAR_ANSWERS; i++) {
		if (rule->parts[i] == line->verb)
			return RELATION_PART;
		if (rule->events[i] == line->verb)
			return RELATION_WHOLE;
	}
	return RELATION_NONE;
}

bool
grammar_is_of_group(const struct rule *rule)
{
	return rule->from == FROM_SERVER && rule->args[0] == ARG_ID &&
	    (rule->args[1] == ARG_GROUP || rule->args[1] == ARG_AUDIENCE);
}

bool
grammar_is_of_item(const struct rule *rule)
{
	static const enum verb verbs[] = { VERB_ITEM, VERB_TAKEN, VERB_DONE,
		VERB_BACK, VERB_REPLY, VERB_DROPPED };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (rule->from == FROM_SERVER && rule->verb == verbs[i])
			return true;
	return false;
}

struct str
grammar_name_of(struct str actor)
{
	return str_cut(&actor, '!');
}

struct str
grammar_account_of(struct str actor)
{
	(void)str_cut(&actor, '!'); /* NAME */
	(void)str_cut(&actor, '!'); /* USER@HOST */
	return str_cut(&actor, '!');
}

struct str
grammar_flags_of(struct str actor)
{
	for (size_t i = 0; i < 3; i++)
		(void)str_cut(&actor, '!');
	return actor;
}

struct str
grammar_server_of(struct str name)
{
	(void)str_cut(&name, '/');
	return name;
}

/* Returns the client that caused the line; empty if none did. */
static struct str
actor_of(const struct command *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->rule->args[i] == ARG_ACTOR)
			return line->arg[i];
	return (struct str) { NULL, 0 };
}

struct str
grammar_actor(const struct command *line)
{
	return grammar_name_of(actor_of(line));
}

bool
grammar_is_elsewhere(const struct command *line)
{
	const struct str flags = grammar_flags_of(actor_of(line));

	return flags.len > 0 &&
	    memchr(flags.at, GRAMMAR_ELSEWHERE, flags.len) != NULL;
}

size_t
grammar_causer(const struct rule *event)
{
	size_t i = 0;

	while (i < GRAMMAR_ARGS && event->args[i] != ARG_NAME &&
	    event->args[i] != ARG_ACTOR)
		i++;
	return i;
}

/* A name looks like no verb, whatever its case. */
enum code
name_check(struct str name)
{
	const enum code code = name_spelling(name);
	struct twins twins = { .rest = name };
	const struct rule *rule;
	uint32_t first;

	if (code != CODE_OK)
		return code;
	first = twins_next(&twins);
	if (first == 'I')
		first = 'i';
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (!rule->is_name &&
		    (first == (unsigned char)rule->word.at[0] ||
			rule->word.at[0] == 'm') && /* it begins with r */
		    twins_same(name, rule->word))
			return CODE_BAD_NAME;
	return CODE_OK;
}

static enum code
check_verb(struct str word)
{
	if (str_eq(word, STR("-")) || grammar_find(word, FROM_CLIENT) != NULL)
		return CODE_OK;
	return CODE_BAD_COMMAND;
}

static enum code
check_code(struct str word)
{
	enum code code;
	enum bye bye;

	if (code_find(word, &code) || bye_find(word, &bye))
		return CODE_OK;
	return CODE_BAD_COMMAND;
}

static enum code
check_address(struct str word)
{
	struct addr addr;

	return addr_read(&addr, word) ? CODE_OK : CODE_BAD_COMMAND;
}

static enum code
check_number(struct str word)
{
	uint64_t number;

	return str_to_number(word, UINT64_MAX, &number) ? CODE_OK :
							  CODE_BAD_COMMAND;
}

/* Some of nothing makes no sense. */
static enum code
check_some(struct str word)
{
	uint64_t number;

	return str_to_number(word, 0, &number) ? CODE_BAD_COMMAND :
						 check_number(word);
}

/*
 * Checks an ID, which a JSON parser must accept as a number without losing
 * digits.
 */
static enum code
check_id(struct str word)
{
	if (word.len == 0 || word.len > ID_DIGITS || word.at[0] == '0')
		return CODE_BAD_COMMAND;
	return check_number(word);
}

enum code
grammar_table_check(struct str word)
{
	if (word.len == 0 || word.at[0] != '@')
		return group_check(word);
	return name_check((struct str) { word.at + 1, word.len - 1 });
}

static enum code
check_target(struct str word)
{
	return word.len > 0 && word.at[0] == '@' ? grammar_table_check(word) :
						   audience_check(word);
}

/* Checks only the length and the characters; message_lines.c does the rest. */
static enum code
check_lengths(struct str word)
{
	if (word.len > LIMIT_LENGTHS)
		return CODE_TOO_LONG;
	for (size_t i = 0; i < word.len; i++)
		if ((word.at[i] < '0' || word.at[i] > '9') &&
		    word.at[i] != ',' && word.at[i] != '+')
			return CODE_BAD_COMMAND;
	return word.len > 0 ? CODE_OK : CODE_BAD_COMMAND;
}

static enum code
check_place(struct str word)
{
	return str_eq(word, STR("-")) || token_is_valid(word) ?
	    CODE_OK :
	    CODE_BAD_COMMAND;
}

/*
 * Checks NAME/SERVER, which is no longer than a name: whoever has room for a
 * name has room for it.
 */
static enum code
check_foreign(struct str name)
{
	const struct str server = grammar_server_of(name);
	enum code code;

	if (server.at == NULL)
		return CODE_BAD_NAME;
	if (name.len > LIMIT_NAME)
		return CODE_TOO_LONG;
	code = name_spelling(server);
	name.len -= server.len + 1;
	return code == CODE_OK ? name_spelling(name) : code;
}

static enum code
check_anyone(struct str name)
{
	return grammar_server_of(name).at != NULL ? check_foreign(name) :
						    name_check(name);
}

static enum code
check_sender(struct str name)
{
	if (str_eq(name, STR(NAME_OPERATOR)))
		return CODE_OK;
	return grammar_server_of(name).at != NULL ? check_foreign(name) :
						    name_spelling(name);
}

/* Checks an actor; of NAME!USER@HOST!ACCOUNT!FLAGS only the name. */
static enum code
check_actor(struct str word)
{
	return word.len > LIMIT_ACTOR ? CODE_TOO_LONG :
					check_sender(grammar_name_of(word));
}

/*
 * What an argument may be. One without a check is a text up to the limit, whose
 * reader checks the rest. One that is last takes the rest of the line, with any
 * spaces.
 */
static const struct {
	enum code (*check)(struct str word);
	size_t limit; /* the most bytes; 0: not limited in bytes */
	bool is_rest;
	uint64_t most; /* of a number; 0: any */
} kinds[] = {
	[ARG_NAME] = { name_check, LIMIT_NAME, false },
	[ARG_ACTOR] = { check_actor, 0, false },
	[ARG_FOREIGN] = { check_foreign, LIMIT_NAME, false },
	[ARG_ANYONE] = { check_anyone, LIMIT_NAME, false },
	[ARG_GROUP] = { group_check, LIMIT_GROUP, false },
	[ARG_AUDIENCE] = { audience_check, LIMIT_GROUP, false },
	[ARG_TEXT] = { NULL, LIMIT_TEXT, true },
	[ARG_TOPIC] = { NULL, LIMIT_TOPIC, true },
	[ARG_TOKEN] = { token_check, LIMIT_TOKEN, false },
	[ARG_PLACE] = { check_place, 0, false },
	[ARG_VERB] = { check_verb, 0, false },
	[ARG_CODE] = { check_code, 0, false },
	[ARG_ADDRESS] = { check_address, 0, false },
	[ARG_ID] = { check_id, 0, false },
	[ARG_MSGID] = { check_id, 0, false },
	[ARG_COUNT] = { check_number, 0, false },
	[ARG_TABLE] = { grammar_table_check, LIMIT_GROUP, false },
	[ARG_KEY] = { key_check, LIMIT_KEY, false },
	[ARG_VALUE] = { NULL, LIMIT_VALUE, true },
	[ARG_HOLDERS] = { check_some, 0, false, LIMIT_HOLDERS },
	[ARG_CREDITS] = { check_number, 0, false, LIMIT_CREDITS },
	[ARG_SECONDS] = { check_number, 0, false, LIMIT_SECONDS },
	[ARG_STATUS] = { check_number, 0, false, LIMIT_STATUS },
	[ARG_FORM] = { form_check, 0, false },
	[ARG_USER] = { user_check, LIMIT_USER, false },
	[ARG_REAL] = { NULL, LIMIT_REAL, true },
	[ARG_FLAG] = { flag_check, 0, false },
	[ARG_TARGET] = { check_target, LIMIT_GROUP, false },
	[ARG_GROUP_KEY] = { group_key_check, LIMIT_GROUP_KEY, false },
	[ARG_CHANGE] = { change_check, 0, false },
	[ARG_LIST] = { list_check, 0, false },
	[ARG_LENGTHS] = { check_lengths, LIMIT_LENGTHS, false },
	[ARG_WORD] = { NULL, LIMIT_MASK, false },
	[ARG_SECRET] = { NULL, LIMIT_SECRET, true },
	[ARG_BASE64] = { NULL, LIMIT_BASE64, false },
	[ARG_REST] = { NULL, LIMIT_LINE, true },
};

static bool
is_over(enum arg arg, struct str word)
{
	uint64_t number;

	return kinds[arg].most > 0 &&
	    str_to_number(word, UINT64_MAX, &number) &&
	    number > kinds[arg].most;
}

static enum code
check_arg(enum arg arg, struct str word)
{
	if (is_over(arg, word))
		return CODE_TOO_MANY;
	return kinds[arg].check != NULL ? kinds[arg].check(word) :
					  text_check(word, kinds[arg].limit);
}

/*
 * Splits the arguments; false if their number is wrong. People may put more
 * than one space between words, and some behind the last one.
 */
static bool
split(struct str rest, enum direction from, struct command *command)
{
	const struct rule *rule = command->rule;

	while (rest.at != NULL) {
		const enum arg arg = command->count < GRAMMAR_ARGS ?
		    rule->args[command->count] :
		    ARG_NONE;
		if (from == FROM_CLIENT && !kinds[arg].is_rest)
			rest = str_strip_front(rest);
		if (from == FROM_CLIENT && rest.len == 0)
			break;
		if (arg == ARG_NONE)
			return false;
		struct str *word = &command->arg[command->count++];
		if (kinds[arg].is_rest) {
			*word = rest;
			rest.at = NULL;
		} else {
			*word = str_word(&rest);
		}
		if (word->len == 0)
			return false;
	}
	return command->count >= rule->least;
}

bool
grammar_split(struct str line, enum direction from, struct command *command)
{
	struct str rest = line;
	const struct str verb = str_word(&rest);

	*command = (struct command) { .rule = grammar_find(verb, from) };
	for (size_t i = 0; i < GRAMMAR_ARGS; i++)
		command->arg[i] = STR(""); /* not null, which has no bytes */
	return command->rule != NULL && split(rest, from, command);
}

enum code
grammar_parse(struct str line, enum direction from, struct command *command)
{
	if (!grammar_split(line, from, command))
		return CODE_BAD_COMMAND;
	for (size_t i = 0; i < command->count; i++) {
		const enum code code =
		    check_arg(command->rule->args[i], command->arg[i]);
		if (code != CODE_OK)
			return code;
	}
	return CODE_OK;
}

struct excess
grammar_excess_of(enum arg arg, struct str word)
{
	const bool is_client = (arg == ARG_TABLE || arg == ARG_TARGET) &&
	    word.len > 0 && word.at[0] == '@';
	const size_t limit = is_client ? LIMIT_NAME : kinds[arg].limit;

	if (is_over(arg, word))
		return (struct excess) { .limit = kinds[arg].most };
	if (is_client)
		word = (struct str) { word.at + 1, word.len - 1 };
	else if (arg == ARG_AUDIENCE || arg == ARG_TARGET)
		word = audience_group(word);
	if (limit == 0 || word.len <= limit)
		return (struct excess) { 0 };
	return (struct excess) { limit, word.len };
}

struct excess
grammar_excess(const struct command *command, enum code code)
{
	struct excess over = { 0 };

	if (code != CODE_TOO_LONG && code != CODE_TOO_MANY)
		return over;
	for (size_t i = 0; i < command->count && over.limit == 0; i++)
		over =
		    grammar_excess_of(command->rule->args[i], command->arg[i]);
	return over;
}
