/* The meaning of a typed line: see input.h. */
#include "chat/words/input.h"

#include <string.h>

#include "chat/words/habits.h"
#include "chat/words/sign.h"
#include "chat/words/words.h"
#include "edit/secrets.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

#define INPUT(MEANING, ...)                                            \
	(struct input)                                                 \
	{                                                              \
		.meaning = MEANING, .word = { __VA_ARGS__ },           \
		.count = COUNT(((const struct str[]) { __VA_ARGS__ })) \
	}
#define MISTAKE(...) INPUT(MEANS_MISTAKE, __VA_ARGS__)

static struct input
command(enum verb verb, struct str line)
{
	struct input input = INPUT(MEANS_COMMAND, line);

	input.verb = verb;
	return input;
}

static bool
begins(struct str line, char c)
{
	return line.len > 0 && line.at[0] == c;
}

static struct str
without_first(struct str line)
{
	return (struct str) { line.at + 1, line.len - 1 };
}

/* The hint at the end of most errors: how to send the line all the same. */
#define OR_TEXT "; to send it as a message, begin with a space"

/* The explanation of LIST in the usage of "masks". */
#define LISTS "; LIST is b (bans), e (exemptions) or I (invitations)"

struct input
input_say(struct str text, const struct where *where)
{
	const enum code code = text_check(text, LIMIT_TEXT);
	const struct str mute = where_mute(where);
	const bool tells = where->kind == WHERE_PERSON;
	struct input input = INPUT(MEANS_COMMAND,
	    tells ? STR("tell") : STR("send"), where->name, text);

	if (mute.len > 0)
		return MISTAKE(mute);
	if (code != CODE_OK)
		return MISTAKE(
		    words_why(code, grammar_excess_of(ARG_TEXT, text)));
	input.verb = tells ? VERB_TELL : VERB_SEND;
	return input;
}

/*
 * Returns the verb if the line is a command alone that means the group where it
 * was typed, such as "join" for one that we have left; VERB_COUNT if not.
 */
static enum verb
verb_of_group(struct str line, const struct where *where)
{
	static const struct {
		struct str word;
		enum verb verb;
		bool in; /* we are in the group */
	} verbs[] = {
		{ LIT("join"), VERB_JOIN, false },
		{ LIT("leave"), VERB_LEAVE, true },
		{ LIT("who"), VERB_WHO, true },
	};
	const bool in = world_has(where->joined, where->name);

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (where->kind == WHERE_GROUP && verbs[i].in == in &&
		    str_eq(verbs[i].word, str_strip(line)))
			return verbs[i].verb;
	return VERB_COUNT;
}

/* Reads a word that is neither a command nor one of other programs. */
static struct input
read_misspelt(struct str word, const struct where *where)
{
	const struct str meant = words_near(word);
	struct input input;

	/* It may be a path, and so a text. */
	if (!where->person || word.len == 0 ||
	    memchr(word.at, '/', word.len) != NULL)
		return MISTAKE(STR("unknown command /"), word,
		    STR("; see /help, or begin with a space to send it as a "
			"message"));
	if (meant.len > 0)
		input = MISTAKE(STR("unknown command /"), word,
		    STR("; did you mean /"), meant, STR("?"));
	else
		input =
		    MISTAKE(STR("unknown command /"), word, STR("; see /help"));
	input.usage = true;
	return input;
}

/*
 * Reads a word that is no command, or is misused as one; rest is the text after
 * it, null if there is none.
 */
static struct input
read_unknown(struct str word, struct str rest, const struct where *where)
{
	const struct str remedy = habits_remedy(word);

	if (where->person && rest.at == NULL && str_eq(word, STR("back")))
		return command(VERB_AWAY, STR("away"));
	struct input input =
	    remedy.len > 0 ? MISTAKE(remedy) : read_misspelt(word, where);
	input.usage = input.usage || remedy.len > 0;
	return input;
}

/* Reads a line that began with a slash; the line comes without it. */
static struct input
read_slash(struct str line, const struct where *where)
{
	struct command parsed;
	struct input input;
	struct str rest = line;

	if (words_read(line, where, &input))
		return input;
	const enum verb verb = verb_of_group(line, where);
	if (verb != VERB_COUNT) {
		input = INPUT(MEANS_COMMAND, str_strip(line), where->name);
		input.verb = verb;
		return input;
	}
	line = sign_off_line(line);
	const enum code code = grammar_parse(line, FROM_CLIENT, &parsed);
	/* The lines that would follow are no command of a person. */
	if (code == CODE_OK && parsed.rule->verb == VERB_LINES &&
	    parsed.count < 3)
		return MISTAKE(
		    STR("to send several lines as one message, paste them"));
	if (code == CODE_OK)
		return command(parsed.rule->verb, line);
	const struct str word = str_word(&rest);
	if (parsed.rule != NULL && parsed.rule->verb == VERB_JOIN &&
	    memchr(line.at, ',', line.len) != NULL) {
		input = MISTAKE(STR("one group at a time: /join #ops"));
		input.usage = true;
		return input;
	}
	if (parsed.rule == NULL || habits_remedy(word).len > 0)
		return read_unknown(word, rest, where);
	if (code != CODE_BAD_COMMAND)
		return MISTAKE(words_why(code, grammar_excess(&parsed, code)));
	input = MISTAKE(STR("usage: /"), parsed.rule->usage,
	    parsed.rule->verb == VERB_MASKS ? STR(LISTS) : STR(""));
	input.usage = true;
	return input;
}

/* Reads a line that begins with a command's word but is not that command. */
static struct input
read_almost(const struct command *parsed, enum code code)
{
	if (code != CODE_BAD_COMMAND)
		return MISTAKE(words_why(code, grammar_excess(parsed, code)),
		    STR(OR_TEXT));
	return MISTAKE(STR("usage: "), parsed->rule->usage,
	    parsed->rule->verb == VERB_MASKS ? STR(LISTS OR_TEXT) :
					       STR(OR_TEXT));
}

/* Commands, besides those for tables, that need a group we are in. */
static const enum verb group_verbs[] = { VERB_POST, VERB_TAKE, VERB_KICK,
	VERB_INVITE, VERB_MODE, VERB_MASKS };

static bool
needs_our_group(const struct rule *rule)
{
	for (size_t i = 0; i < COUNT(group_verbs); i++)
		if (group_verbs[i] == rule->verb)
			return true;
	return rule->args[0] == ARG_TABLE;
}

/*
 * Returns whether the command needs a group that we are in and names another
 * one: "put the kettle on" is not about a group called "the".
 */
static bool
is_elsewhere(const struct command *command, const struct world *joined)
{
	const struct str group = command->arg[0];

	return command->count > 0 && needs_our_group(command->rule) &&
	    !begins(group, '@') && !world_has(joined, group);
}

/*
 * Returns whether the command takes a secret, which must not go to a group by
 * mistake.
 */
static bool
has_secret(const struct rule *rule)
{
	for (size_t i = 0; i < GRAMMAR_ARGS; i++)
		if (rule->args[i] == ARG_SECRET)
			return true;
	return rule->verb == VERB_PROVE;
}

static struct input
read_slashed(const struct rule *rule, struct str line, enum code code,
    const struct where *where)
{
	if (code != CODE_OK && !has_secret(rule))
		return input_say(line, where);
	return MISTAKE(STR("did you mean /"), rule->usage,
	    STR("? To send it as a message, begin with a space"));
}

static struct input
read_bare(struct str line, const struct where *where)
{
	const struct str plain = sign_off_line(line);
	struct command parsed;
	const enum code code = grammar_parse(plain, FROM_CLIENT, &parsed);

	if (parsed.rule == NULL)
		return input_say(line, where);
	if ((parsed.rule->traits & TRAIT_SLASHED) != 0)
		return read_slashed(parsed.rule, line, code, where);
	if (code != CODE_OK)
		return read_almost(&parsed, code);
	/* "join us tomorrow" is not about a group called "us". */
	if (parsed.rule->verb == VERB_JOIN && parsed.count > 1)
		return MISTAKE(STR("to join with a key, use /join" OR_TEXT));
	if (parsed.rule->verb == VERB_SEND &&
	    !world_has(where->joined, audience_group(parsed.arg[0])))
		return MISTAKE(STR("you are not in "), where_sign(where),
		    parsed.arg[0], STR("; join it first, or use /send"));
	if (is_elsewhere(&parsed, where->joined))
		return MISTAKE(STR("you are not in "), where_sign(where),
		    parsed.arg[0], STR(OR_TEXT));
	return command(parsed.rule->verb, plain);
}

/* Commands that a person may have meant by a text, if it is all of a line. */
static const struct {
	enum verb verb;
	size_t count; /* of arguments */
	struct str wish;
} looks[] = {
	{ VERB_JOIN, 1, LIT("to join") },
	{ VERB_LEAVE, 1, LIT("to leave") },
	{ VERB_SEND, 2, LIT("to send to ") },
	{ VERB_QUIT, 0, LIT("to quit") },
};

/* Words that people type alone, without a slash, to give a command. */
static const struct {
	struct str word;
	enum verb verb;
	struct str wish, command;
} bare_words[] = {
	{ LIT("help"), VERB_HELP, LIT("for help"), LIT("help") },
	{ LIT("?"), VERB_HELP, LIT("for help"), LIT("help") },
	{ LIT("exit"), VERB_QUIT, LIT("to quit"), LIT("quit") },
	{ LIT("bye"), VERB_QUIT, LIT("to quit"), LIT("quit") },
	{ LIT("logout"), VERB_QUIT, LIT("to quit"), LIT("quit") },
	{ LIT(":q"), VERB_QUIT, LIT("to quit"), LIT("quit") },
	{ LIT("leave"), VERB_LEAVE, LIT("to leave the group"), LIT("part") },
};

static bool
find_bare_word(struct input *input, struct str line)
{
	for (size_t i = 0; i < COUNT(bare_words); i++) {
		if (!str_caseeq(bare_words[i].word, str_strip(line)))
			continue;
		input->looks = bare_words[i].verb;
		input->hint[0] = bare_words[i].wish;
		input->hint[1] = STR(", type /");
		input->hint[2] = bare_words[i].command;
		input->hints = 3;
		return true;
	}
	return false;
}

/* Adds how to give the command that the text looks like, if it does. */
static struct input
with_hint(struct input input, struct str line)
{
	struct command command;

	if (find_bare_word(&input, line))
		return input;
	if (grammar_parse(sign_off_line(line), FROM_CLIENT, &command) !=
	    CODE_OK)
		return input;
	for (size_t i = 0; i < COUNT(looks); i++) {
		if (looks[i].verb != command.rule->verb ||
		    looks[i].count != command.count)
			continue;
		input.looks = looks[i].verb;
		input.hint[0] = looks[i].wish;
		input.hint[1] = command.count > 1 ? command.arg[0] : STR("");
		input.hint[2] = STR(", type /");
		input.hint[3] = line;
		input.hints = 4;
	}
	return input;
}

/*
 * Returns whether a command without a slash can mean nothing else, although
 * commands need one: quit alone, or join, leave or send with a group that is a
 * number or that we are in, and no more than that.
 */
static bool
is_plain(const struct command *command, const struct where *where)
{
	const enum verb verb = command->rule->verb;
	const struct str group = command->count > 0 ? command->arg[0] : STR("");
	uint64_t number;

	if (verb == VERB_QUIT)
		return command->count == 0;
	if (verb != VERB_JOIN && verb != VERB_LEAVE && verb != VERB_SEND)
		return false;
	return command->count == (verb == VERB_SEND ? 2 : 1) &&
	    (str_to_number(group, UINT64_MAX, &number) ||
		world_has(where->joined, group));
}

/*
 * Reads a line without a slash where commands need one: it is text, unless it
 * is plainly a command, or begins like one with a secret.
 */
static struct input
read_text(struct str line, const struct where *where)
{
	const struct str plain = sign_off_line(line);
	struct command parsed;
	enum code code = grammar_parse(plain, FROM_CLIENT, &parsed);

	if (code == CODE_OK && is_plain(&parsed, where))
		return command(parsed.rule->verb, plain);
	code = grammar_parse(line, FROM_CLIENT, &parsed);
	if (parsed.rule != NULL && has_secret(parsed.rule))
		return read_slashed(parsed.rule, line, code, where);
	return with_hint(input_say(line, where), line);
}

/* Refuses a command with a secret that would go out as a text. */
static struct input
refuse_slip(struct str line)
{
	if (begins(line, ' '))
		return MISTAKE(STR("this looks like a command with a secret; "
				   "type it without the space before the "
				   "slash. To send it as a message, begin "
				   "with //"));
	return MISTAKE(STR("this looks like a secret for NickServ; to log in, "
			   "type /login NAME" OR_TEXT));
}

struct input
input_read(struct str line, const struct where *where)
{
	if (str_strip(line).len == 0)
		return (struct input) { .meaning = MEANS_NOTHING };
	const enum code code = text_check(line, LIMIT_LINE - 1);
	if (code != CODE_OK)
		return MISTAKE(code_text(code));
	if (where->person && secrets_slip(line))
		return refuse_slip(line);
	if (begins(line, ' '))
		return input_say(without_first(line), where);
	if (!begins(line, '/'))
		return where->slash ? read_text(line, where) :
				      read_bare(line, where);
	line = without_first(line);
	if (begins(line, '/'))
		return input_say(line, where);
	return read_slash(line, where);
}

/* Returns whether a line, without its LF, may hold a secret if it is sent. */
static bool
is_slip(struct str line)
{
	struct command parsed;

	if (secrets_slip(line))
		return true;
	if (begins(line, '/'))
		return secrets_in(line);
	(void)grammar_parse(line, FROM_CLIENT, &parsed);
	return parsed.rule != NULL && has_secret(parsed.rule);
}

bool
input_slips(struct str text)
{
	while (text.len > 0)
		if (is_slip(str_cut(&text, '\n')))
			return true;
	return false;
}

bool
input_is_doubtful(struct str line, bool slash, struct command *command)
{
	if (grammar_parse(sign_off_line(line), FROM_CLIENT, command) != CODE_OK)
		return false;
	if (slash)
		return command->rule->verb == VERB_QUIT && command->count == 0;
	switch (command->rule->verb) {
	case VERB_QUIT:
		return command->count > 0;
	case VERB_LEAVE:
	case VERB_TOPIC:
		return command->count > 1 && !str_eq(command->arg[1], STR("-"));
	default:
		return false;
	}
}

/* Reads a line in place of a name that cannot be one. */
static struct input
read_no_name(struct str line, enum code code)
{
	struct input input;

	if (memchr(line.at, ' ', line.len) != NULL)
		input = MISTAKE(STR("a name has no spaces: DanaMiller, or "
				    "Dana, for example"));
	else
		input =
		    MISTAKE(words_why(code, grammar_excess_of(ARG_NAME, line)));
	input.usage = true;
	return input;
}

/*
 * Reads a command that was typed instead of a name: what the client does by
 * itself, and what the server takes without one.
 */
static struct input
read_first_command(struct str line)
{
	static const struct world none;
	const struct where nowhere = {
		.kind = WHERE_NOWHERE, .joined = &none, .person = true
	};
	struct command parsed;
	struct input input;

	input = read_slash(line, &nowhere);
	if (input.meaning == MEANS_COMMAND &&
	    grammar_parse(input.word[0], FROM_CLIENT, &parsed) == CODE_OK &&
	    (parsed.rule->states & STATE_UNNAMED) == 0) {
		input = MISTAKE(STR("choose a name first; then /"), line);
		input.usage = input.needs_name = true;
	}
	return input;
}

struct input
input_read_name(struct str line, const char *offered)
{
	struct command parsed;
	struct str name = str_strip(line);

	if (name.len == 0 && offered == NULL)
		return (struct input) { .meaning = MEANS_NOTHING };
	if (name.len == 0)
		name = str_from(offered);
	if (str_skip(&name, STR("/nick ")))
		name = str_strip(name);
	else if (str_skip(&name, STR("/")))
		return read_first_command(name);
	if (grammar_parse(name, FROM_CLIENT, &parsed) == CODE_OK &&
	    (parsed.rule->states & STATE_UNNAMED) != 0)
		return command(parsed.rule->verb, name);
	const enum code code = name_check(name);
	if (code != CODE_OK && parsed.rule != NULL)
		return read_first_command(name);
	if (code != CODE_OK)
		return read_no_name(name, code);
	struct input input = INPUT(MEANS_COMMAND, STR("name"), name);
	input.verb = VERB_NAME;
	return input;
}
