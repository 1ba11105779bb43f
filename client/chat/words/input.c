/* The meaning of a typed line: see input.h. */
#include "chat/words/input.h"

#include <string.h>

#include "chat/words/words.h"
#include "edit/secrets.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * Returns whether a command takes a secret, which no group may see: any but
 * "pass", which comes before there is one.
 */
static bool
has_secret(const struct rule *rule)
{
	const unsigned both = TRAIT_SECRET | TRAIT_SLASHED;

	return (rule->traits & both) == both;
}

/* Returns whether it is a join, leave or send, with a group and no more. */
static bool
is_whole(const struct command *command)
{
	const enum verb verb = command->rule->verb;

	return (verb == VERB_JOIN || verb == VERB_LEAVE || verb == VERB_SEND) &&
	    command->count == (verb == VERB_SEND ? 2 : 1);
}

/* Returns whether a text is a word by which people want help, or to go. */
static bool
is_wish(struct str text)
{
	struct str words = STR("help ? leave quit exit bye logout :q");

	while (words.len > 0)
		if (str_caseeq(str_word(&words), str_strip(text)))
			return true;
	return false;
}

/*
 * Returns whether a command without a slash can mean nothing else, although
 * commands need one: quit alone, or join, leave or send with a group that is a
 * number or that we are in, or with any where no text can be sent, and no more
 * than that.
 */
static bool
is_plain(const struct command *command, const struct where *where)
{
	const struct str group = command->arg[0];
	uint64_t number;

	if (command->rule->verb == VERB_QUIT)
		return command->count == 0;
	return is_whole(command) &&
	    (words_mute(where).len > 0 || world_has(where->joined, group) ||
		str_to_number(group, UINT64_MAX, &number));
}

/*
 * Reads a line without a slash: it is a text, unless it is plainly a command,
 * or begins like one with a secret.
 */
static struct input
read_text(struct str line, const struct where *where)
{
	const struct str plain = words_sign_off_line(str_strip(line));
	struct command parsed;
	const enum code code = grammar_parse(plain, FROM_CLIENT, &parsed);

	if (code == CODE_OK && is_plain(&parsed, where))
		return words_command(parsed.rule->verb, plain);
	if (parsed.rule != NULL && has_secret(parsed.rule))
		return INPUT(MEANS_MISTAKE, STR("did you mean /"),
		    parsed.rule->usage,
		    STR("? To send it as a message, begin with a space"));
	struct input input = words_say(line, where);
	input.hints = (code == CODE_OK && is_whole(&parsed)) || is_wish(line);
	return input;
}

/* Returns whether a line holds a secret behind its slash, as if a command. */
static bool
is_slashed_secret(struct str line)
{
	return str_begins(str_strip_front(line), STR("/")) && secrets_in(line);
}

struct input
input_read(struct str line, const struct where *where)
{
	const enum code code = text_check(line, LIMIT_LINE - 1);

	if (str_strip(line).len == 0)
		return (struct input) { .meaning = MEANS_NOTHING };
	if (code != CODE_OK)
		return INPUT(MEANS_MISTAKE, code_text(code));
	/* A command with a secret would go out as a text. */
	if (str_begins(line, STR(" ")) && is_slashed_secret(line))
		return INPUT(MEANS_MISTAKE,
		    STR("this looks like a command with a secret; type it "
			"without the space before the slash. To send it as a "
			"message, begin with //"));
	if (!str_begins(line, STR("/")) && !str_begins(line, STR(" ")))
		return read_text(line, where);
	const bool text = str_begins(line, STR(" "));
	str_drop(&line, 1);
	return text || str_begins(line, STR("/")) ? words_say(line, where) :
						    words_read(line, where);
}

bool
input_slips(struct str text)
{
	struct command parsed;

	while (text.len > 0) {
		const struct str line = str_cut(&text, '\n');
		(void)grammar_parse(line, FROM_CLIENT, &parsed);
		if (is_slashed_secret(line) ||
		    (parsed.rule != NULL && has_secret(parsed.rule)))
			return true;
	}
	return false;
}

/*
 * Reads a command that was typed instead of a name: what the client does by
 * itself, and what the server takes without one.
 */
static struct input
read_first_command(struct str line)
{
	static const struct world none;
	const struct where nowhere = { .kind = WHERE_NOWHERE, .joined = &none };
	struct input input = words_read(line, &nowhere);
	struct command parsed;

	if (input.meaning == MEANS_COMMAND &&
	    grammar_parse(input.word[0], FROM_CLIENT, &parsed) == CODE_OK &&
	    (parsed.rule->states & STATE_UNNAMED) == 0) {
		input = INPUT(
		    MEANS_MISTAKE, STR("choose a name first; then /"), line);
		input.usage = input.needs_name = true;
	}
	return input;
}

struct input
input_read_name(struct str line, const char *offered)
{
	struct command parsed = { 0 };
	struct str name = str_strip(line);

	if (name.len == 0 && offered == NULL)
		return (struct input) { .meaning = MEANS_NOTHING };
	if (name.len == 0)
		name = str_from(offered);
	if (str_skip(&name, STR("/nick ")))
		name = str_strip(name);
	else if (str_skip(&name, STR("/")))
		return read_first_command(name);
	else if (grammar_parse(name, FROM_CLIENT, &parsed) == CODE_OK &&
	    (parsed.rule->states & STATE_UNNAMED) != 0)
		return words_command(parsed.rule->verb, name);
	const enum code code = name_check(name);
	if (code != CODE_OK && parsed.rule != NULL)
		return read_first_command(name);
	if (code != CODE_OK) {
		struct input input = INPUT(MEANS_MISTAKE,
		    memchr(name.at, ' ', name.len) != NULL ?
			STR("a name has no spaces: DanaMiller, or Dana, "
			    "for example") :
			words_why(code, grammar_excess_of(ARG_NAME, name)));
		input.usage = true;
		return input;
	}
	struct input input = INPUT(MEANS_COMMAND, STR("name"), name);
	input.verb = VERB_NAME;
	return input;
}
